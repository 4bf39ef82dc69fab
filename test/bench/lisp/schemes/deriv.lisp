; Derivatives of expressions, which are lists.
(define size 5000) ; @N
(define (deriv e)
  (cond ((not (pair? e)) (if (eq? e 'x) 1 0))
        ((eq? (car e) '+) (cons '+ (map deriv (cdr e))))
        ((eq? (car e) '-) (cons '- (map deriv (cdr e))))
        ((eq? (car e) '*)
         (list '* e (cons '+ (map (lambda (a) (list '/ (deriv a) a)) (cdr e)))))
        ((eq? (car e) '/)
         (list '-
               (list '/ (deriv (cadr e)) (caddr e))
               (list '/ (cadr e) (list '* (caddr e) (caddr e) (deriv (caddr e))))))
        (else (error "no derivative of" e))))
(define (leaves e) (if (pair? e) (apply + (map leaves e)) 1))
(define (repeat times total)
  (if (= times 0)
      total
      (repeat (- times 1) (+ total (leaves (deriv '(+ (* 3 x x) (* a x x) (/ b x) (* b x) 5)))))))
(display (repeat size 0))
(newline)
