; Lesson 12 of 12: a Lisp macro
;
; The same machine runs Lisp. Show Assembly, in the command palette, shows what this file is compiled to. A macro rewrites
; forms before they are compiled, so it can decide whether and how often its parts are evaluated: a function cannot.
;
; Task: `repeat` evaluates its body once. Rewrite its template so that the body is evaluated `count` times.
; A loop such as (do ((i 0 (+ i 1))) ((>= i count)) body ...) does it.

(define-syntax repeat
  (syntax-rules ()
    ((_ count body ...)
     (begin body ...))))

(define total 0)

(repeat 3
  (set! total (+ total 10))
  (print total))

; expect: 10
; expect: 20
; expect: 30
