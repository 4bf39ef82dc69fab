; Every form has a mistake.
(define counter 1)
(print (+ countr 1))
(define (f a b) (+ a b))
(f 1)
(print (car))
