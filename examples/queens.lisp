; Ways to place n queens that do not attack each other.
(define (safe? queen others distance)
  (cond ((empty? others) true)
        ((= queen (car others)) false)
        ((= (abs (- queen (car others))) distance) false)
        (else (safe? queen (rest others) (+ distance 1)))))
(define (solutions n placed)
  (if (= (length placed) n)
      1
      (let loop ((queen 0) (ways 0))
        (if (= queen n)
            ways
            (loop (+ queen 1) (if (safe? queen placed 1) (+ ways (solutions n (cons queen placed))) ways))))))
(for-each (lambda (n) (print n (solutions n []))) [1 4 5 6])

;; expect: 1 1
;; expect: 4 2
;; expect: 5 10
;; expect: 6 4
