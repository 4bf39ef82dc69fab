; A Lisp in Lisp. Programs are data: lists of names, numbers and lists.

; An environment is a list of objects, the innermost first.
(define (lookup name env)
  (cond ((empty? env) (throw (str "unbound " name)))
        ((has? (car env) name) (get (car env) name))
        (else (lookup name (rest env)))))

(define (evaluate form env)
  (cond ((string? form) (lookup form env))
        ((not (list? form)) form)
        (else
         (case (car form)
           ((quote) (second form))
           ((if) (evaluate (if (evaluate (nth form 1) env) (nth form 2) (nth form 3)) env))
           ((lambda) {:parameters (nth form 1) :body (nth form 2) :env env})
           ((let) (evaluate (nth form 3) (cons {(nth form 1) (evaluate (nth form 2) env)} env)))
           (else (call (evaluate (car form) env) (map (lambda (each) (evaluate each env)) (cdr form))))))))

; A function of the program is an object; all others are those of the machine.
(define (call f arguments)
  (if (object? f)
      (evaluate (get f :body) (cons (frame (get f :parameters) arguments) (get f :env)))
      (apply f arguments)))

(define (frame names values)
  (reduce (lambda (frame pair) (put frame (first pair) (second pair))) {} (zip names values)))

(define globals [{:+ + :- - :* * :< < :list list}])

(define (show program)
  (print (try (evaluate program globals) (catch e (str "error: " (->string e))))))

(show '(+ 1 (* 2 3)))
(show '((lambda (x) (list x x)) (quote twice)))
(show '(let fact (lambda (self n) (if (< n 1) 1 (* n (self self (- n 1))))) (fact fact 10)))
(show '(+ 1 nope))

; expect: 7
; expect: [twice, twice]
; expect: 3628800
; expect: error: unbound nope
