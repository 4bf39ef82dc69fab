; Lists that are built by cons, reversed, appended and mapped.
(define size 1000) ; @N
(define (build n items) (if (= n 0) items (build (- n 1) (cons n items))))
(define (doubled items) (if (null? items) items (cons (* 2 (car items)) (doubled (cdr items)))))
(define (repeat times total)
  (if (= times 0)
      total
      (repeat (- times 1)
        (+ total (length (append (doubled (build 1000 (list))) (reverse (build 1000 (list)))))))))
(display (repeat size 0))
(newline)
