; Counts the words of a text that is read character by character.
(define size 1000) ; @N
(define text "the quick brown fox jumps over the lazy dog while the other dog sleeps and the fox looks back at it")
(define length-of-text (string-length text))
(define (end-of-word i)
  (if (or (= i length-of-text) (equal? (string-ref text i) " ")) i (end-of-word (+ i 1))))
(define (count i counts)
  (if (>= i length-of-text)
      counts
      (let ((end (end-of-word i)))
        (let ((word (substring text i end)))
          (count (+ end 1) (put counts word (+ 1 (or (get counts word) 0))))))))
(define (repeat times total)
  (if (= times 0) total (repeat (- times 1) (+ total (get (count 0 {}) "the")))))
(display (repeat size 0))
(newline)
