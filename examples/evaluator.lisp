; A Lisp in Lisp: data are programs.
(define (lookup name env)
  (cond ((empty? env) (throw (str "unbound " name)))
        ((has? (car env) name) (get (car env) name))
        (else (lookup name (rest env)))))
(define (evaluate form env)
  (cond ((string? form) (lookup form env))
        ((not (list? form)) form)
        (else
         (case (car form)
           ((if) (if (evaluate (nth form 1) env) (evaluate (nth form 2) env) (evaluate (nth form 3) env)))
           ((lambda) {:parameters (nth form 1) :body (nth form 2) :env env})
           ((let) (evaluate (nth form 3) (cons (put {} (nth form 1) (evaluate (nth form 2) env)) env)))
           (else (call (evaluate (car form) env) (map (lambda (each) (evaluate each env)) (cdr form))))))))
(define (call f arguments)
  (if (object? f)
      (evaluate (get f :body)
                (cons (reduce (lambda (frame pair) (put frame (car pair) (cadr pair))) {} (zip (get f :parameters) arguments))
                      (get f :env)))
      (apply f arguments)))
(define globals [{:+ + :- - :* * :< <}])
(print (evaluate '(+ 1 (* 2 3)) globals))
(print (evaluate '(let fact (lambda (self n) (if (< n 1) 1 (* n (self self (- n 1))))) (fact fact 10)) globals))
(print (try (evaluate '(+ 1 nope) globals) (catch e (->string e))))

;; expect: 7
;; expect: 3628800
;; expect: unbound nope
