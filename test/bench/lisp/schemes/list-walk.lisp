; One long list that is walked again and again.
(define size 50) ; @N
(define (build n items) (if (= n 0) items (build (- n 1) (cons n items))))
(define items (build 100000 (list)))
(define (sum-of rest total) (if (null? rest) total (sum-of (cdr rest) (+ total (car rest)))))
(define (repeat times total) (if (= times 0) total (repeat (- times 1) (+ total (sum-of items 0)))))
(display (repeat size 0))
(newline)
