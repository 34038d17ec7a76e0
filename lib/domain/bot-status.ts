/** Life of a bot. EXIT_ONLY is imposed by the system (plan lapsed, foreign position); PAUSED is the user's own wish. */
export type BotStatus =
  'DRAFT' | 'RUNNING' | 'PAUSED' | 'EXIT_ONLY' | 'STOPPING' | 'STOPPED' | 'ERROR' | 'DELETED'
