; Numbers under the names of Scheme.

(define (exact value)
  "The integer that is equal to a number; a number with a fraction is cut."
  (->int value))
(define (inexact value) "A number as a float." (->float value))
(define (exact->inexact value) "The same as `inexact`." (->float value))
(define (inexact->exact value) "The same as `exact`." (->int value))
(define (exact? value) "Whether `value` is an integer." (int? value))
(define (inexact? value) "Whether `value` is a float." (float? value))
(define (exact-integer? value) "Whether `value` is an integer." (int? value))
(define (integer? value)
  "Whether `value` is a number without a fraction."
  (cond ((int? value) true) ((float? value) (->bool (= value (floor value)))) (else false)))
(define (real? value) "Whether `value` is a number." (number? value))
(define (rational? value)
  "Whether `value` is a number that is finite."
  (cond ((int? value) true) ((float? value) (->bool (= (- value value) 0))) (else false)))
(define (nan? x) "Whether a number is not equal to itself." (->bool (!= x x)))
(define (quotient a b)
  "`a / b` without its fraction: truncated toward 0."
  (if (if (int? a) (int? b) false) (/ a b) (->float (trunc (/ (->float a) b)))))
(define (remainder a b) "What `quotient` leaves over, with the sign of `a`." (mod a b))
(define (modulo a b)
  "The remainder of `a / b` with the sign of `b`."
  (let ((rest (mod a b))) (if (= rest 0) rest (if (= (< rest 0) (< b 0)) rest (+ rest b)))))
(define (truncate-quotient a b) "The same as `quotient`." (quotient a b))
(define (truncate-remainder a b) "The same as `remainder`." (mod a b))
(define (floor-quotient a b)
  "The greatest integer that is not above `a / b`."
  (quotient (- a (modulo a b)) b))
(define (floor/ a b) "Two values: `floor-quotient` and `floor-remainder`." (values (floor-quotient a b) (modulo a b)))
(define (truncate/ a b) "Two values: `truncate-quotient` and `truncate-remainder`." (values (quotient a b) (remainder a b)))
(define (floor-remainder a b) "The same as `modulo`." (modulo a b))
(define (truncate x) "The integer without the fraction." (trunc x))
(define (ceiling x) "The least integer that is not below `x`." (ceil x))
(define (round x)
  "The nearest integer; of two that are equally near, the even one."
  (if (int? x)
      x
      (let ((low (floor x)))
        (let ((rest (- x low)))
          (cond ((< rest 0.5) low) ((> rest 0.5) (+ low 1)) ((= (mod low 2) 0) low) (else (+ low 1)))))))
(define (square x) "`x` times itself." (* x x))
(define (cube x) "`x` times itself, three times." (* x x x))
(define (1+ n) "One more than `n`." (+ n 1))
(define (-1+ n) "One less than `n`." (- n 1))
(define (1- n) "One less than `n`." (- n 1))
(define (lcm a b) "The least common multiple." (if (= b 0) 0 (abs (* (quotient a (gcd a b)) b))))
(define (exact-integer-sqrt n)
  "Two values: the greatest integer whose square is not above `n`, and what is left over."
  (let loop ((root (if (< n 0) (%expected "an integer from 0 on" n) (->int (floor (sqrt n))))))
    (cond ((> (* root root) n) (loop (- root 1)))
          ((<= (* (+ root 1) (+ root 1)) n) (loop (+ root 1)))
          (else (values root (- n (* root root)))))))
(define (number->string number . radix)
  "The text of a number, in the base `radix` for integers, 10 where it is left out."
  (let ((base (if (null? radix) 10 (car radix))))
    (if (if (= base 10) true (not (int? number)))
        (if (number? number) (->string number) (%expected "a number" number))
        (let loop ((rest (if (if (int? base) (if (> base 1) (< base 37) false) false) number (%expected "a base from 2 to 36" base))) (text ""))
          (let ((digit (abs (mod rest base))))
            (let ((more (string-append (string-ref "0123456789abcdefghijklmnopqrstuvwxyz" digit) text))
                  (next (quotient rest base)))
              (cond ((!= next 0) (loop next more)) ((< number 0) (string-append "-" more)) (else more))))))))
(define (string->number text . radix)
  "The number that a text writes, in the base `radix`, 10 where it is left out, or in that of a prefix `#x`, `#o`, `#b` or `#d`; false for any other text."
  (%to-number text (if (null? radix) 10 (car radix))))
(define (digit-value character)
  "The number that a digit stands for, false for any other character."
  (if (char-numeric? character) (- (char-code character) 48) false))
(define (boolean=? a b . more)
  "Whether booleans are all the same."
  (every? (lambda (each) (if (boolean? each) (equal? each a) false)) (cons a (cons b more))))
