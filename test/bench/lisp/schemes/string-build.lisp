; Texts that are built piece by piece.
(define size 50) ; @N
(define (build n text) (if (= n 0) text (build (- n 1) (string-append text (number->string n) ","))))
(define (repeat times total)
  (if (= times 0) total (repeat (- times 1) (+ total (string-length (build 4000 ""))))))
(display (repeat size 0))
(newline)
