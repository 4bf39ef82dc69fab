; Counters: closures, a loop and a call of the library.
(define (make-counter start)
  (let ((count start) (name "counter"))
    (lambda (by)
      (set! count (+ count by))
      (str name ": " count))))

(define next-count (make-counter 10))

(define (total items)
  (let loop ((i 0) (sum 0))
    (if (< i (length items))
        (loop (+ i 1) (+ sum (nth items i)))
        sum)))

(print (next-count 5))
(print (map (lambda (x) (* x x)) [1 2 3]))
(print (total [1 2 3]))
