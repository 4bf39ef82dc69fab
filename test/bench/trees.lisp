; Builds binary trees of a depth and counts their leaves, again and again.
(define size 100) ; @N
(define (tree depth) (if (= depth 0) (list) (list (tree (- depth 1)) (tree (- depth 1)))))
(define (leaves node) (if (null? node) 1 (+ (leaves (car node)) (leaves (cadr node)))))
(define (repeat times total) (if (= times 0) total (repeat (- times 1) (+ total (leaves (tree 10))))))
(display (repeat size 0))
(newline)
