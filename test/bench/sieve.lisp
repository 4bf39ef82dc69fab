; How many prime numbers there are below a bound: a vector of flags that change.
(define size 20000) ; @N
(define flags (make-vector (+ size 1) 1))
(define (strike i step) (if (> i size) 0 (begin (vector-set! flags i 0) (strike (+ i step) step))))
(define (count i found)
  (cond ((> i size) found)
        ((= (vector-ref flags i) 1) (begin (strike (+ i i) i) (count (+ i 1) (+ found 1))))
        (else (count (+ i 1) found))))
(display (count 2 0))
(newline)
