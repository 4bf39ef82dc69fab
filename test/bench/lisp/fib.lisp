; The same as fib.ttvm.
(define size 20) ; @N
(define (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2)))))
(print (fib size))
