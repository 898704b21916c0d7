"""The audit views: a public contract, plain columns, names as of the act."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui_pos.engines.sqlite import EncryptedDatabase

VIEWS: dict[str, str] = {
    "audit_sale": """
        SELECT s.id AS sale_id, s.receipt, s.kind, c.name AS counter, s.seq,
            s.business_date, s.at, s.user_name AS cashier, s.customer_id,
            s.subtotal, s.discount, s.tax, s.rounding, s.total, s.checkout_key,
            s.reverses_id, s.series, s.reason, s.approved_by, s.follows_id
        FROM sale s JOIN counter c ON c.id = s.counter_id""",
    "audit_line": """
        SELECT sale_id, line_no, sku, name, quantity, unit_price, discount, tax_bp,
            tax, total, gross, returns_sale_id, returns_line, damaged
        FROM sale_line""",
    "audit_tender": """
        SELECT sale_id, tender_no AS line_no, kind, amount, reference FROM tender""",
    "audit_khata": """
        SELECT id AS entry_id, customer_id, kind, debit, credit, business_date, at,
            due_date, sale_id, reverses_id, slip
        FROM khata_entry""",
    "audit_points": """
        SELECT id AS entry_id, customer_id, kind, points, expires_on, sale_id
        FROM points_entry""",
    "audit_stock": """
        SELECT m.id AS move_id, p.sku, m.kind, m.quantity, m.sale_id
        FROM stock_move m JOIN product p ON p.id = m.product_id""",
    "audit_drawer": """
        SELECT id AS entry_id, shift_id, kind, amount, at FROM drawer_entry""",
    "audit_customer": """
        SELECT c.id AS customer_id, c.name,
            (SELECT phone FROM customer_phone f WHERE f.customer_id = c.id
                ORDER BY f.position LIMIT 1) AS phone,
            c.tier,
            (SELECT COALESCE(SUM(debit) - SUM(credit), 0) FROM khata_entry k
                WHERE k.customer_id = c.id) AS balance,
            (SELECT COALESCE(SUM(points), 0) FROM points_entry q
                WHERE q.customer_id = c.id) AS points,
            (SELECT COALESCE(SUM(total), 0) FROM sale s
                WHERE s.customer_id = c.id) AS total_spent,
            (SELECT COUNT(*) FROM sale s
                WHERE s.customer_id = c.id AND s.kind IN ('sale', 'history')) AS visits
        FROM customer c""",
    "audit_journal": """
        SELECT c.name AS counter, j.seq, j.kind, j.reference, j.at, j.business_date,
            j.user_name AS user, j.prev_hash, j.hash, j.detail
        FROM journal j JOIN counter c ON c.id = j.counter_id""",
    "audit_spool": """
        SELECT id AS spool_id, kind, reference, copy, printer, state FROM spool""",
    "audit_outbox": """
        SELECT id AS message_id, kind, channel, customer_id, state, body
        FROM outbox_message""",
}


def make(opened: EncryptedDatabase) -> None:
    """Make every view."""
    for name, query in VIEWS.items():
        opened.execute_sql(f"CREATE VIEW {name} AS{query}")
