import type { Prisma } from '@/generated/prisma/client'

/** The books of one paper account, in a database or inside one transaction of it. */
export type Books = {
  readonly db: Pick<Prisma.TransactionClient, '$queryRaw'>
  readonly ids: { readonly accountId: string }
}

/**
 * What has to hold whatever died when, by SQL, our books against the venue's: every sentence returned is one that does not. I1, I3: one
 * venue order per intent, one live attempt per key, nothing filled beyond what was planned. I2: sent before the venue had it. I7: nothing
 * accepted is written off. I9, I10: the same fills, trades and positions. I16: a ledger chain without gaps that equals the wallet.
 */
export async function violations({ db, ids }: Books): Promise<string[]> {
  const rows = await db.$queryRaw<{ broken: string; what: unknown }[]>`
    WITH account AS (
      SELECT a.*, p.state FROM exchange_accounts a JOIN paper_accounts p ON p.account_id = a.id WHERE a.id = ${ids.accountId}),
    resting AS (
      SELECT o->>'clientOrderId' AS cid, o->'fills' AS fills FROM account, jsonb_array_elements(state->'orders') AS o),
    venue AS (
      SELECT cid, fills, true AS rests FROM resting
      UNION ALL
      SELECT client_order_id, report->'fills', false FROM paper_orders JOIN account ON id = account_id),
    venue_fills AS (SELECT cid, f->>'fillId' AS fill_id FROM venue, jsonb_array_elements(fills) AS f),
    ours AS (SELECT o.* FROM orders o JOIN account a ON a.id = o.account_id),
    our_fills AS (SELECT f.*, o.client_order_id AS cid FROM fills f JOIN ours o ON o.id = f.order_id),
    positions AS (
      SELECT split_part(k, '|', 1) AS symbol, split_part(k, '|', 2) AS side,
        (p->>'steps')::numeric * (state->'markets'->split_part(k, '|', 1)->>'quantityStep')::numeric AS quantity
      FROM account, jsonb_each(state->'positions') AS e(k, p)),
    held AS (
      SELECT t.symbol, t.side, sum(d.quantity) AS quantity FROM deals d JOIN trading_pairs t ON t.id = d.pair_id
      JOIN account a ON a.id = t.account_id GROUP BY 1, 2 HAVING sum(d.quantity) <> 0),
    booked AS (
      SELECT t.ledger_sequence AS n, t.pnl AS moved, t.balance_after FROM trades t JOIN account a ON a.id = t.account_id
      UNION ALL
      SELECT f.ledger_sequence, f.amount, f.balance_after FROM funding_payments f JOIN account a ON a.id = f.account_id),
    chain AS (
      SELECT b.*, lag(n, 1, 0) OVER w AS n_before, lag(b.balance_after, 1, a.opening_balance) OVER w AS before
      FROM booked b, account a WINDOW w AS (ORDER BY n)),
    owed AS (SELECT coalesce(sum(gross - fee), 0) AS amount FROM ours WHERE NOT traded)
    SELECT 'I1 a client id twice on the venue' AS broken, to_jsonb(cid) AS what FROM venue GROUP BY cid HAVING count(*) > 1
    UNION ALL SELECT 'I1 two attempts of one key rest on the venue', jsonb_build_array(o.deal_id, o.key)
      FROM resting r JOIN ours o ON o.client_order_id = r.cid GROUP BY o.deal_id, o.key HAVING count(*) > 1
    UNION ALL SELECT 'I3 two attempts of one key are alive', jsonb_build_array(deal_id, key)
      FROM ours WHERE ended_at IS NULL GROUP BY deal_id, key HAVING count(*) > 1
    UNION ALL SELECT 'I3 an entry filled beyond its plan', jsonb_build_array(deal_id, key, sum(filled_quantity))
      FROM ours WHERE NOT reduce_only GROUP BY deal_id, key HAVING sum(filled_quantity) > max(quantity)
    UNION ALL SELECT 'I2 on the venue without an order that was sent', to_jsonb(v.cid)
      FROM venue v LEFT JOIN ours o ON o.client_order_id = v.cid WHERE o.sent_at IS NULL
    UNION ALL SELECT 'I7 accepted by the venue but written off', jsonb_build_array(o.key, o.status, o.attempt)
      FROM venue v JOIN ours o ON o.client_order_id = v.cid WHERE o.status IN ('REJECTED', 'ABANDONED')
    UNION ALL SELECT 'I9 a fill of the venue is not booked', to_jsonb(v)
      FROM venue_fills v LEFT JOIN our_fills f USING (fill_id) WHERE f.fill_id IS NULL
    UNION ALL SELECT 'I9 a booked fill is not the venue''s', to_jsonb(f.fill_id)
      FROM our_fills f LEFT JOIN venue_fills v USING (fill_id, cid) WHERE v.fill_id IS NULL
    UNION ALL SELECT 'I9 an order and its fills differ', jsonb_build_array(o.key, o.filled_quantity, sum(f.quantity))
      FROM ours o LEFT JOIN fills f ON f.order_id = o.id GROUP BY o.id, o.key, o.filled_quantity, o.fee, o.gross
      HAVING o.filled_quantity <> coalesce(sum(f.quantity), 0) OR o.fee <> coalesce(sum(f.fee), 0) OR o.gross <> coalesce(sum(f.gross), 0)
    UNION ALL SELECT 'I9 trades do not match ended orders with fills', jsonb_build_array(o.key, o.status, count(t.id))
      FROM ours o LEFT JOIN trades t ON t.order_id = o.id GROUP BY o.id, o.key, o.status, o.ended_at, o.filled_quantity
      HAVING count(t.id) <> (CASE WHEN o.ended_at IS NOT NULL AND o.filled_quantity > 0 THEN 1 ELSE 0 END)
    UNION ALL SELECT 'I9 a venue event is not booked once', e.event
      FROM paper_events e JOIN account a ON a.id = e.account_id
      WHERE 1 <> (SELECT count(*) FROM trades t WHERE t.account_id = a.id AND t.venue_event_id = e.event->>'eventId')
        + (SELECT count(*) FROM funding_payments f WHERE f.account_id = a.id AND f.venue_event_id = e.event->>'eventId')
    UNION ALL SELECT 'I10 position and deals differ', jsonb_build_array(symbol, side, p.quantity, h.quantity)
      FROM positions p FULL JOIN held h USING (symbol, side) WHERE coalesce(p.quantity, 0) <> coalesce(h.quantity, 0)
    UNION ALL SELECT 'I10 an ended deal holds something', jsonb_build_array(d.number, d.status, d.quantity)
      FROM deals d JOIN trading_pairs t ON t.id = d.pair_id JOIN account a ON a.id = t.account_id
      WHERE d.ended_at IS NOT NULL AND d.quantity <> 0
    UNION ALL SELECT 'I16 the chain of balances breaks', jsonb_build_array(n, before, moved, balance_after)
      FROM chain WHERE n <> n_before + 1 OR balance_after <> before + moved
    UNION ALL SELECT 'I16 ledger and wallet differ', jsonb_build_array(ledger_balance, owed.amount, state->'walletUnits')
      FROM account, owed WHERE ledger_balance + owed.amount <> (state->>'walletUnits')::numeric / 100000000
    UNION ALL SELECT 'I16 the bot earned something else than its rows say', jsonb_build_array(sum(b.realised_pnl))
      FROM bots b JOIN account a ON a.id = b.account_id GROUP BY a.id
      HAVING sum(b.realised_pnl) <> (SELECT coalesce(sum(moved), 0) FROM booked)`
  return rows.map(({ broken, what }) => `${broken}: ${JSON.stringify(what)}`)
}

/** Orders whose fate is open: none may be left after four quiet ticks (I13). */
export async function openIntents({ db, ids }: Books): Promise<unknown[]> {
  return db.$queryRaw`SELECT key, attempt, status FROM orders
    WHERE account_id = ${ids.accountId} AND status IN ('PLANNED', 'SENT', 'UNKNOWN')`
}
