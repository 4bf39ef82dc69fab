; The same as loop_sum.ttvm: a loop that is a tail call.
(define size 1000000) ; @N
(define (sum i total) (if (< i size) (sum (+ i 1) (- (+ total (* i 3)) 7)) total))
(print (sum 0 0))
