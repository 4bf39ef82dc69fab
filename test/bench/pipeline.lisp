; Numbers pass three processes, each of which works on them, one message each.
(define size 1000) ; @N
(define me (self))
(define (stage next f) (spawn (lambda () (passing next f))))
(define (passing next f) (receive (n (begin (send next (if (< n 0) n (f n))) (if (< n 0) 0 (passing next f))))))
(define (total-of sum) (receive (n (if (< n 0) sum (total-of (+ sum n))))))
(define last-stage (stage me (lambda (n) (modulo n 1000))))
(define second-stage (stage last-stage (lambda (n) (+ n 3))))
(define first-stage (stage second-stage (lambda (n) (* n 2))))
(define (produce n) (if (= n 0) (send first-stage -1) (begin (send first-stage n) (produce (- n 1)))))
(spawn (lambda () (produce size)))
(display (total-of 0))
(newline)
