; Sizes of shapes.

(define count 0)

(define (area width height)
  "The area of a rectangle."
  (* width height))

(define (measure sizes)
  (for-each (lambda (size) (set! count (+ count 1)) (print (area size 2))) sizes))

(measure (list 1 2 3))
(print count)
