; An interpreter of expressions that are lists: it counts down in the language that it interprets.
(define size 100) ; @N
(define (lookup name names values) (if (equal? name (car names)) (car values) (lookup name (cdr names) (cdr values))))
(define (evaluate e names values)
  (cond ((number? e) e)
        ((string? e) (lookup e names values))
        ((equal? (car e) "+") (+ (evaluate (nth e 1) names values) (evaluate (nth e 2) names values)))
        ((equal? (car e) "-") (- (evaluate (nth e 1) names values) (evaluate (nth e 2) names values)))
        ((equal? (car e) "if")
         (if (= (evaluate (nth e 1) names values) 0) (evaluate (nth e 3) names values) (evaluate (nth e 2) names values)))
        (else (evaluate count-body (list "n" "total") (list (evaluate (nth e 1) names values) (evaluate (nth e 2) names values))))))
(define count-body (list "if" "n" (list "count" (list "-" "n" 1) (list "+" "total" "n")) "total"))
(define (repeat times total)
  (if (= times 0)
      total
      (repeat (- times 1) (+ total (evaluate (list "count" 100 times) (list "n" "total") (list 0 0))))))
(display (repeat size 0))
(newline)
