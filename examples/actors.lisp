; Actors: processes that share nothing and send each other messages.

; A counter. Its state is the argument with which it calls itself again.
(define (counter n)
  (receive
    ((:add k) (counter (+ n k)))
    ((:get from) (send from [:count n]) (counter n))
    (:stop null)))

(define pid (spawn counter 0))
(for-each (lambda (k) (send pid [:add k])) (range 1 11))
(send pid [:get (self)])
(print "the counter says" (receive ((:count n) n)))

; A monitor tells how a process ended.
(define ref (monitor pid))
(send pid :stop)
(print "the counter's end was" (receive ({:kind "down" :reason why} why)))

; Two that answer each other. The second gives up when it hears nothing for 50 milliseconds.
(define (ping n partner)
  (when (> n 0)
    (send partner [:ping (self)])
    (receive (:pong (print "pong" n)))
    (ping (- n 1) partner)))

(define (pong)
  (receive
    ((:ping from) (send from :pong) (pong))
    (after 50 (print "nobody pings any more"))))

(ping 3 (spawn pong))

; A crash ends one process, and nobody else.
(define (risky) (receive ((:divide a b from) (send from [:result (/ a b)]) (risky))))
(define (ask pid a b)
  (monitor pid)
  (send pid [:divide a b (self)])
  (receive
    ((:result value) value)
    ({:kind "down" :reason why} (str "it crashed: " why))))
(define divider (spawn risky))
(print (ask divider 10 2))
(print (ask divider 1 0))

; expect: the counter says 55
; expect: the counter's end was normal
; expect: pong 3
; expect: pong 2
; expect: pong 1
; expect: 5
; expect: it crashed: /: Division by zero
; expect: nobody pings any more
; expect-error: Error in process 4: /: Division by zero
; expect-exit: 0
