"""S12: every role on every route of the application, with records of a salesperson; no route is left out.

Where somebody is refused nothing may change; where a record is hidden it answers like one that is not there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from adapters.crm import tables as crm
from engine.audit import TOPICS, read_stream
from engine.organisation import tables
from tests.support.application import COLLEAGUE, LOGINS, Application

PEOPLE = (*LOGINS, COLLEAGUE, "stranger")

#: Columns as in PEOPLE: designer, salesperson (whose records these are), manager and director (his superiors),
#: finance, service, supervisor, admin, a colleague of his, and somebody who is not logged in.
#: Routes without a line here are those of everybody: see OF_EVERYBODY.
TABLE = """
GET  admin.start                 403 403 403 403 403 403 403 200 403 303
GET  api_attachments.listing     403 200 200 200 200 200 200 200 404 401
POST api_attachments.attach      403 422 422 422 403 422 403 403 404 401
GET  api_attachments.content     403 404 404 404 404 404 404 404 404 401
DELETE api_attachments.remove    403 404 404 404 404 404 404 404 404 401
GET  api_calendars.listing       403 403 403 403 403 403 200 200 403 401
GET  api_calendars.one           403 403 403 403 403 403 200 200 403 401
GET  api_calendars.due           403 403 403 403 403 403 200 200 403 401
GET  api_calendars.preview       403 403 403 403 403 403 200 200 403 401
POST api_calendars.recalculate   403 403 403 403 403 403 403 409 403 401
PUT  api_calendars.set_day       403 403 403 403 403 403 403 200 403 401
PUT  api_calendars.week          403 403 403 403 403 403 403 200 403 401
DELETE api_calendars.remove_day    403 403 403 403 403 403 403 404 403 401
GET  api_definitions.listing     200 200 200 200 200 403 200 200 200 401
GET  api_definitions.xpdl        200 200 200 200 200 403 200 200 200 401
POST api_definitions.upload      422 403 403 403 403 403 403 403 403 401
POST api_circulation.withdraw    404 204 403 403 403 404 403 403 404 401
POST api_circulation.give        404 201 201 201 201 404 201 201 404 401
GET  api_circulation.given       404 200 200 200 200 404 200 200 404 401
POST api_circulation.read        404 200 200 200 200 404 200 200 404 401
POST api_circulation.comment     404 201 201 201 201 404 201 201 404 401
GET  api_circulation.said        404 200 200 200 200 404 200 200 404 401
DELETE api_circulation.delete      404 404 404 404 404 404 404 404 404 401
POST api_instances.begin         404 404 404 404 403 404 404 403 404 401
POST api_instances.cancel        404 200 200 200 403 404 200 403 404 401
GET  api_instances.choices       404 200 200 200 200 404 200 200 404 401
GET  api_instances.events        404 200 200 200 200 404 200 200 404 401
GET  api_instances.one           404 200 200 200 200 404 200 200 404 401
POST api_instances.resume        404 403 403 403 403 404 409 403 404 401
POST api_instances.skip          404 404 404 404 403 404 404 403 404 401
POST api_instances.suspend       404 403 403 403 403 404 200 403 404 401
POST api_messages.send           200 200 200 200 403 200 403 403 200 401
POST api_requests.begin_kind      201 403 403 403 403 403 403 201 403 401
GET  api_requests.designed        200 403 403 403 403 403 403 200 403 401
PUT  api_requests.save_design     409 403 403 403 403 403 403 409 403 401
POST api_requests.publish_kind    409 403 403 403 403 403 403 409 403 401
GET  api_rules.types              200 403 200 200 403 403 200 200 403 401
PUT  api_rules.set_type           403 403 403 403 403 403 403 200 403 401
POST api_rules.create             403 403 403 403 403 403 403 201 403 401
GET  api_rules.one                200 403 200 200 403 403 200 200 403 401
PATCH api_rules.change             403 403 403 403 403 403 403 200 403 401
DELETE api_rules.remove             403 403 403 403 403 403 403 409 403 401
GET  api_rules.version            200 403 200 200 403 403 200 200 403 401
GET  api_rules.differences        200 403 200 200 403 403 200 200 403 401
PUT  api_rules.save               403 403 403 403 403 403 403 200 403 401
DELETE api_rules.discard            403 403 403 403 403 403 403 409 403 401
POST api_rules.restore            403 403 403 403 403 403 403 200 403 401
GET  api_rules.check              200 403 200 200 403 403 200 200 403 401
POST api_rules.check_unsaved      200 403 200 200 403 403 200 200 403 401
GET  api_rules.counted            200 403 200 200 403 403 200 200 403 401
POST api_rules.release            403 403 403 403 403 403 403 409 403 401
POST api_rules.agree              403 403 403 403 403 403 409 403 403 401
POST api_rules.send_back          403 403 403 403 403 403 409 403 403 401
POST api_rules.take_back          403 403 403 403 403 403 403 409 403 401
POST api_rules.withdraw           403 403 403 403 403 403 403 409 403 401
POST api_rules.run                201 403 201 201 403 403 201 201 403 401
GET  api_rules.reports            200 403 200 200 403 403 200 200 403 401
GET  api_rules.report             404 403 404 404 403 403 404 404 403 401
POST api_rules.try_one            200 403 200 200 403 403 200 200 403 401
GET  api_rules.file               200 403 200 200 403 403 200 200 403 401
POST api_rules.preview            403 403 403 403 403 403 403 422 403 401
POST api_rules.take               403 403 403 403 403 403 403 422 403 401
GET  approvals.ahead              404 200 200 200 200 404 200 200 404 303
GET  api_rules.route              404 200 200 200 200 404 200 200 404 401
GET  api_rules.asked              404 403 200 200 403 403 200 200 403 401
POST api_work_items.claim        404 409 200 409 409 404 409 409 404 401
POST api_work_items.complete     404 409 200 409 409 404 409 409 404 401
POST api_work_items.add_signers  404 409 201 409 409 404 409 409 404 401
POST api_work_items.delegate     404 409 201 409 409 404 409 409 404 401
DELETE api_work_items.remove_signer  404 404 404 404 404 404 404 404 404 401
GET  api_work_items.one          404 200 200 200 200 404 200 200 404 401
POST api_work_items.release      404 403 403 403 403 404 403 403 404 401
POST api_work_items.upload       404 409 422 409 409 404 409 409 404 401
POST api_work_items.urge_holders 404 200 403 403 403 404 200 403 404 401
POST api_work_items.transfer     404 403 200 403 403 404 200 403 404 401
POST calendars.add               403 403 403 403 403 403 403 422 403 401
GET  calendars.calendar          403 403 403 403 403 403 200 200 403 303
POST calendars.day               403 403 403 403 403 403 403 422 403 401
GET  calendars.deadlines         403 403 403 403 403 403 200 200 403 303
POST calendars.default           403 403 403 403 403 403 403 303 403 401
POST calendars.department        403 403 403 403 403 403 403 404 403 401
POST calendars.describe          403 403 403 403 403 403 403 422 403 401
POST calendars.holidays          403 403 403 403 403 403 403 303 403 401
GET  calendars.index             403 403 403 403 403 403 200 200 403 303
POST calendars.recalculate       403 403 403 403 403 403 403 409 403 401
POST calendars.remove            403 403 403 403 403 403 403 409 403 401
POST calendars.week              403 403 403 403 403 403 403 422 403 401
GET  crm.allocation              403 403 200 200 403 403 403 200 403 303
POST crm.allocate                403 403 422 422 403 403 403 422 403 401
POST crm.change_ownership        403 303 303 303 403 403 403 403 404 401
POST crm.change_pool             403 303 303 303 403 403 403 403 303 401
POST crm.do_merge_account        403 404 404 404 404 403 403 403 404 401
GET  crm.competitor              403 404 404 404 403 403 403 404 404 303
GET  crm.duplicates              403 200 200 200 200 403 403 403 200 303
GET  crm.merge_account           403 404 404 404 404 403 403 403 404 303
GET  crm.ownership               403 200 200 200 200 200 200 200 404 303
GET  crm.pool                    403 200 200 200 200 200 200 200 200 303
GET  crm.shares                  403 200 200 200 200 200 200 200 200 303
GET  crm.likely_accounts         403 200 200 200 403 403 403 403 200 303
GET  crm.purge                   403 403 403 403 403 403 403 200 403 303
POST crm.do_purge                403 403 403 403 403 403 403 422 403 401
POST crm.undo_allocating         403 403 404 404 403 403 403 404 403 401
GET  crm.convert_lead            403 404 404 404 403 403 403 403 404 303
POST crm.do_convert_lead         403 404 404 404 403 403 403 403 404 401
GET  crm.handovers               403 403 200 200 403 403 403 200 403 303
GET  crm.new_handover            403 403 200 200 403 403 403 200 403 303
POST crm.create_handover         403 403 422 422 403 403 403 422 403 401
GET  crm.handover                404 404 404 404 404 404 404 404 404 303
POST crm.plan_handover           404 404 404 404 404 404 404 404 404 401
POST crm.confirm_handover        404 404 404 404 404 404 404 404 404 401
POST crm.check_handover          404 404 404 404 404 404 404 404 404 401
POST crm.withdraw_handover       404 404 404 404 404 404 404 404 404 401
GET  crm_panel.handover          403 403 404 404 403 403 403 404 403 303
GET  crm.account                 403 200 200 200 200 200 200 200 404 303
GET  crm.accounts                403 200 200 200 200 200 200 200 200 303
POST crm.add_contact             403 422 422 422 403 422 403 403 404 401
POST crm.create_account          403 422 422 422 403 403 403 403 422 401
POST crm.create_quote            403 422 422 422 403 403 403 403 404 401
POST crm.main_contact            403 303 303 303 303 403 403 403 404 401
GET  crm.new_mail                403 200 200 200 403 200 403 403 404 303
POST crm.send_mail               403 422 422 422 403 422 403 403 404 401
GET  crm.new_account             403 200 200 200 403 403 403 403 200 303
GET  crm.new_quote               403 200 200 200 403 403 403 403 404 303
POST crm.price_quote             404 200 200 200 200 404 200 200 404 401
GET  crm.quote                   403 200 200 200 200 403 200 200 404 303
GET  crm.contract                403 404 404 404 404 403 404 404 404 303
POST crm.submit_contract         403 404 404 404 403 403 403 403 404 401
GET  crm.contract_sheet          403 404 404 404 404 403 403 403 404 303
GET  crm.quote_answer            403 200 200 200 403 403 403 403 404 303
POST crm.tell_quote_answer       403 422 422 422 403 403 403 403 404 401
POST crm.note_quote_sent         403 422 422 422 403 403 403 403 404 401
GET  crm.quote_versions          403 200 200 200 200 403 200 200 404 303
GET  crm.quote_approval_sheet    403 200 200 200 200 403 403 403 404 303
GET  crm.quote_sheet             403 200 200 200 200 403 403 403 404 303
GET  crm.quotes                  403 200 200 200 200 403 200 200 200 303
POST crm.revise_quote            403 409 409 409 403 403 403 403 404 401
POST crm.save_quote              403 422 422 422 403 403 403 403 404 401
GET  crm.new_return              403 404 404 404 403 404 403 403 404 303
POST crm.create_return           403 404 404 404 403 404 403 403 404 401
GET  crm.return                  403 404 404 404 404 404 404 404 404 303
POST crm.save_return             403 404 404 404 403 404 403 403 404 401
POST crm.return_goods            403 403 403 403 403 403 403 403 403 401
POST crm.inspect_return          403 403 403 403 403 403 403 403 403 401
POST crm.withdraw_return         403 404 404 404 403 404 403 403 404 401
POST crm.reverse_return          403 403 404 404 404 403 403 403 403 401
GET  crm.returns_waiting         403 200 200 200 200 200 200 200 200 303
GET  crm.return_accounts         403 200 200 200 200 200 200 200 200 303
GET  crm.unit                    403 404 404 404 403 404 404 404 404 303
POST crm.register_repair         403 403 403 403 403 404 403 403 403 401
POST crm.withdraw_quote          403 303 403 403 403 403 403 403 404 401
GET  crm.pipeline                403 200 200 200 200 403 200 200 200 303
GET  crm.pipeline_answers        403 404 404 404 404 403 404 404 404 303
POST crm.move_card               403 404 404 404 403 403 403 403 404 401
GET  crm.opportunity             403 404 404 404 404 403 404 404 404 303
POST crm.record_action           403 404 404 404 404 403 404 404 404 401
GET  crm.lead                    403 404 404 404 403 403 404 404 404 303
POST crm.record_lead_action      403 404 404 404 403 403 404 404 404 401
POST crm.lead_answered           403 404 404 404 403 403 403 403 404 401
GET  crm.new_opportunity         403 200 200 200 403 403 403 403 200 303
POST crm.create_opportunity      403 422 422 422 403 403 403 403 422 401
GET  crm.new_lead                403 200 200 200 403 403 403 403 200 303
POST crm.create_lead             403 422 422 422 403 403 403 403 422 401
GET  crm.records                 403 200 200 200 200 200 200 200 200 303
GET  crm.new_record              403 200 200 200 403 200 403 403 200 303
POST crm.create_record           403 422 422 422 403 422 403 403 422 401
GET  crm.choose_record           403 200 200 200 200 200 200 200 200 303
GET  crm.record                  403 200 200 200 200 200 200 200 404 303
GET  crm.edit_record             403 200 200 200 403 200 403 403 404 303
POST crm.save_record             403 422 422 422 403 422 403 403 404 401
POST crm.delete_record           403 303 303 303 403 403 403 403 404 401
GET  crm.record_field            403 200 200 200 403 200 403 403 404 303
GET  worklist.all_substitutes    403 403 403 403 403 403 200 200 403 303
GET  worklist.file               404 404 404 404 404 404 404 404 404 303
GET  crm.attribute               404 404 404 404 404 404 404 404 404 303
GET  crm.record_files            403 303 303 303 303 303 303 303 404 303
POST crm.attach_files            403 422 422 422 403 422 403 403 404 401
GET  crm.record_archive          403 404 404 404 404 404 404 404 404 303
GET  crm.record_file             403 404 404 404 404 404 404 404 404 303
POST crm.describe_file           403 404 404 404 404 404 404 404 404 401
POST crm.remove_file             403 404 404 404 404 404 404 404 404 401
POST crm.recover_file            403 404 404 404 404 404 404 404 404 401
POST crm.save_record_field       403 422 422 422 403 422 403 403 404 401
GET  crm.record_fact             403 200 200 200 200 200 200 200 404 303
POST crm.seen_record             403 204 204 204 204 204 204 204 404 401
GET  crm.recycled_records        403 403 200 200 403 403 403 403 403 303
POST crm.do_bulk                 403 409 409 409 403 409 403 403 409 401
POST crm.look_at_bulk            403 200 200 200 403 200 403 403 200 401
POST crm.recover_records         403 403 404 404 403 403 403 403 403 401
POST crm.add_note                403 422 422 422 403 422 403 403 404 401
POST crm.mark_account            403 303 303 303 303 303 303 303 404 401
POST crm.pin_note                403 404 404 404 403 404 403 403 404 401
GET  crm.analyses                403 200 200 200 200 200 200 200 200 303
GET  crm.analysis                403 200 200 200 200 200 200 200 200 303
GET  crm.analysis_file           403 403 200 200 403 403 403 403 403 303
GET  crm.task                    404 404 404 404 404 404 404 404 404 303
POST crm.move_task               422 422 422 422 422 422 422 422 422 401
POST crm.record_progress         404 404 404 404 404 404 404 404 404 401
GET  crm.products                200 200 200 200 200 200 200 200 200 303
GET  crm.products_in             200 200 200 200 200 200 200 200 200 303
GET  crm.product                 200 200 200 200 200 200 200 200 200 303
GET  crm.discount_kinds          403 302 302 302 302 403 403 302 302 303
GET  crm.discounts               403 200 200 200 200 403 403 200 200 303
POST crm.save_discounts          403 403 403 403 422 403 403 422 403 401
POST crm.try_discounts           403 403 403 403 200 403 403 200 403 401
POST crm.undo_discounts          403 403 403 403 404 403 403 404 403 401
GET  crm.bank_lines              403 403 403 403 200 403 403 403 403 303
POST crm.upload_statement        403 403 403 403 303 403 403 403 403 401
POST crm.book_lines              403 403 403 403 303 403 403 403 403 401
POST crm.set_line_aside          403 403 403 403 404 403 403 403 403 401
GET  crm.plans                   403 200 200 200 200 403 200 200 200 303
GET  crm.plan                    403 404 404 404 404 403 404 404 404 303
GET  crm.dunning_letter          403 404 404 404 404 403 404 404 404 303
GET  crm.order_plan              403 404 404 404 404 403 404 404 404 303
POST crm.save_order_plan         403 404 404 404 403 403 403 403 404 401
POST crm.order_plan_live         403 404 404 404 404 404 404 404 404 401
GET  crm.receipts                403 200 200 200 200 403 200 200 200 303
GET  crm.new_receipt             403 403 403 403 200 403 403 403 403 303
POST crm.create_receipt          403 403 403 403 422 403 403 403 403 401
POST crm.suggest_allocation      403 403 403 403 200 403 403 403 403 401
GET  crm.receipt                 403 404 404 404 404 403 404 404 404 303
POST crm.allocate_receipt        403 403 403 403 404 403 403 403 403 401
POST crm.undo_allocation         403 403 403 403 404 403 403 403 403 401
POST crm.void_receipt            403 403 403 403 404 403 403 403 403 401
GET  crm.payments                403 403 403 403 200 403 403 403 403 303
GET  crm.new_payment             403 403 403 403 200 403 403 403 403 303
POST crm.create_payment          403 403 403 403 422 403 403 403 403 401
GET  crm.payment                 403 403 403 403 404 403 403 403 403 303
GET  crm.order_account           403 404 404 404 404 403 404 404 404 303
GET  crm.statement               403 200 200 200 200 403 200 200 404 303
GET  crm.statement_sheet         403 200 200 200 200 403 200 200 404 303
GET  crm.banks                   403 403 403 403 200 403 200 200 403 303
GET  crm.bank                    403 403 403 403 404 403 404 404 403 303
GET  crm.commissions             403 200 200 200 200 403 403 403 200 303
GET  crm.commission_file         403 403 200 200 200 403 403 403 403 303
POST crm.set_commission_rule     403 403 403 403 422 403 403 403 403 401
GET  crm.arrears_file            403 403 200 200 200 403 403 403 403 303
GET  crm.arrears                 403 200 200 200 200 403 200 200 200 303
GET  crm.service                 403 200 200 200 403 200 200 200 200 303
GET  crm.new_case                403 200 200 200 403 200 403 403 200 303
POST crm.create_case             403 422 422 422 403 422 403 403 422 401
GET  crm.satisfaction            403 200 200 200 403 200 200 200 200 303
GET  crm.case                    403 200 200 200 403 200 200 200 404 303
POST crm.note_case               403 422 422 422 403 422 403 403 404 401
POST crm.customer_said           403 409 409 409 403 409 403 403 404 401
POST crm.assign_case             403 403 403 403 403 403 403 403 403 401
POST crm.answer_case             403 422 422 422 403 422 403 403 404 401
POST crm.close_case              403 403 403 403 403 303 403 403 403 401
POST crm.escalate_case           403 303 303 303 403 303 403 403 404 401
POST crm.reopen_case             403 409 409 409 403 409 403 403 404 401
POST crm.use_knowledge           403 404 404 404 403 404 403 403 404 401
POST crm.draft_knowledge         403 403 403 403 403 409 403 403 403 401
GET  crm.knowledge               200 200 200 200 200 200 200 200 200 303
GET  crm.new_article             403 403 403 403 403 200 403 403 403 303
POST crm.create_article          403 403 403 403 403 422 403 403 403 401
GET  crm.article                 200 200 200 200 200 200 200 200 200 303
GET  crm.edit_article            403 403 403 403 403 200 403 403 403 303
POST crm.save_article            403 403 403 403 403 422 403 403 403 401
POST crm.read_article            204 204 204 204 204 204 204 204 204 401
POST crm.vote_article            303 303 303 303 303 303 303 303 303 401
POST crm.submit_article          403 403 403 403 403 303 403 403 403 401
GET  crm.import_job              403 403 404 404 403 403 403 404 403 303
GET  crm.new_import              403 403 200 200 403 403 403 200 403 303
POST crm.cancel_import           403 403 404 404 403 403 403 404 403 401
GET  crm.left_out_rows           403 403 404 404 403 403 403 404 403 303
POST crm.do_import               403 403 404 404 403 403 403 404 403 401
POST crm.map_import              403 403 404 404 403 403 403 404 403 401
POST crm.undo_import             403 403 404 404 403 403 403 404 403 401
POST crm.upload_import           403 403 422 422 403 403 403 422 403 401
GET  crm.assignment              403 403 403 403 403 403 403 200 403 303
POST crm.move_assignment         403 403 403 403 403 403 403 404 403 401
POST crm.switch_assignment       403 403 403 403 403 403 403 404 403 401
GET  crm.dunning_schedule        403 403 403 403 403 403 403 200 403 303
POST crm.save_dunning_schedule   403 403 403 403 403 403 403 303 403 401
GET  crm.numbers                 403 403 403 403 403 403 403 200 403 303
GET  crm.parameters              403 403 403 403 403 403 403 200 403 303
POST crm.save_numbers            403 403 403 403 403 403 403 303 403 401
POST crm.save_parameters         403 403 403 403 403 403 403 303 403 401
GET  crm_panel.records           200 200 200 200 200 200 200 200 200 303
POST crm.cancel_order            403 303 303 303 403 403 403 403 404 401
POST crm.count_stock             403 403 403 403 403 403 403 403 403 401
POST crm.create_order            403 422 422 422 403 403 403 403 404 401
GET  crm.deliveries              403 200 200 200 200 200 200 200 200 303
GET  crm.delivery                403 200 200 200 200 200 200 200 404 303
GET  crm.new_order               403 200 200 200 403 403 403 403 404 303
GET  crm.order                   403 200 200 200 200 200 200 200 404 303
POST crm.order_quote             403 303 303 303 403 403 403 403 404 401
GET  crm.order_sheet             403 200 200 200 200 403 403 403 404 303
GET  crm.orders                  403 200 200 200 200 200 200 200 200 303
POST crm.pick_delivery           403 403 403 403 403 403 403 403 403 401
POST crm.price_order             403 200 200 200 200 200 200 200 404 401
POST crm.save_order              403 422 422 422 403 403 403 403 404 401
GET  crm.stock                   403 200 200 200 403 403 403 403 200 303
GET  crm.stock_shelf             403 200 200 200 403 403 403 403 200 303
POST crm.take_up_order           403 303 303 303 403 403 403 403 404 401
POST crm.withdraw_order          403 303 303 303 403 403 403 403 404 401
GET  definitions.bindings        200 200 200 200 200 403 200 200 200 303
POST definitions.bindings_publish 422 403 403 403 403 403 403 403 403 401
POST definitions.bindings_save   422 403 403 403 403 403 403 403 403 401
GET  definitions.compare         200 200 200 200 200 403 200 200 200 303
POST definitions.create          422 403 403 403 403 403 403 403 403 401
GET  definitions.decision        200 200 200 200 200 403 200 200 200 303
GET  definitions.decisions       200 200 200 200 200 403 200 200 200 303
GET  definitions.design          200 200 200 200 200 403 200 200 200 303
POST definitions.design_check    422 422 422 422 422 403 422 422 422 401
POST definitions.design_names    422 422 422 422 422 403 422 422 422 401
GET  definitions.design_diagram  200 200 200 200 200 403 200 200 200 303
POST definitions.design_discard  422 403 403 403 403 403 403 403 403 401
POST definitions.design_publish  422 403 403 403 403 403 403 403 403 401
POST definitions.design_save     422 403 403 403 403 403 403 403 403 401
GET  definitions.diagram         200 200 200 200 200 200 200 200 200 303
GET  definitions.file            200 200 200 200 200 403 200 200 200 303
GET  definitions.files           200 200 200 200 200 403 200 200 200 303
GET  definitions.index           200 200 200 200 200 403 200 200 200 303
POST definitions.keep            422 403 403 403 403 403 403 403 403 401
GET  definitions.new             200 403 403 403 403 403 403 403 403 303
GET  definitions.package         200 200 200 200 200 403 200 200 200 303
GET  definitions.process         200 200 200 200 200 403 200 200 200 303
POST definitions.publish         422 403 403 403 403 403 403 403 403 401
POST definitions.restore         303 403 403 403 403 403 403 403 403 401
GET  definitions.xpdl            200 200 200 200 200 403 200 200 200 303
POST definitions.upload          422 403 403 403 403 403 403 403 403 401
GET  definitions.versions        200 200 200 200 200 403 200 200 200 303
POST monitor.begin               404 404 404 404 403 404 404 403 404 401
POST monitor.cancel              404 303 303 303 403 404 303 403 404 401
GET  expressions.playground      200 403 403 403 403 403 403 200 403 303
POST expressions.play            422 403 403 403 403 403 403 422 403 401
GET  monitor.incidents           403 403 403 403 403 403 200 200 403 303
GET  monitor.instance            404 200 200 200 200 404 200 200 404 303
POST monitor.resume              404 403 403 403 403 404 409 403 404 401
POST monitor.retry               404 404 404 404 404 404 404 404 404 401
POST monitor.skip                404 404 404 404 403 404 404 403 404 401
GET  monitor.states              404 200 200 200 200 404 200 200 404 303
POST monitor.suspend             404 403 403 403 403 404 303 403 404 401
GET  organisation.people          403 403 403 403 403 403 403 200 403 303
GET  organisation.new_person      403 403 403 403 403 403 403 200 403 303
POST organisation.add_person      403 403 403 403 403 403 403 422 403 401
GET  organisation.person          403 403 403 403 403 403 403 200 403 303
POST organisation.save_person     403 403 403 403 403 403 403 422 403 401
POST organisation.assign          403 403 403 403 403 403 403 422 403 401
POST organisation.end_post        403 403 403 403 403 403 403 422 403 401
POST organisation.give_password   403 403 403 403 403 403 403 422 403 401
POST organisation.standing        403 403 403 403 403 403 403 422 403 401
GET  organisation.departments     403 403 403 403 403 403 403 200 403 303
POST organisation.add_department  403 403 403 403 403 403 403 422 403 401
GET  organisation.department      403 403 403 403 403 403 403 200 403 303
POST organisation.save_department 403 403 403 403 403 403 403 422 403 401
POST organisation.remove_department 403 403 403 403 403 403 403 422 403 401
POST organisation.add_plate       403 403 403 403 403 403 403 422 403 401
GET  organisation.positions       403 403 403 403 403 403 403 200 403 303
POST organisation.add_position    403 403 403 403 403 403 403 422 403 401
GET  organisation.position        403 403 403 403 403 403 403 200 403 303
POST organisation.save_position   403 403 403 403 403 403 403 422 403 401
POST organisation.retire_position 403 403 403 403 403 403 403 422 403 401
POST organisation.set_rights      403 403 403 403 403 403 403 200 403 401
GET  routes.show                 404 200 200 200 403 404 403 403 404 303
POST routes.keep                 404 200 200 200 403 404 403 403 404 401
POST routes.panel                404 200 200 200 403 404 403 403 404 401
POST rules.agree                 403 403 403 403 403 403 409 403 403 401
GET  requests.kinds              200 403 403 403 403 403 403 200 403 303
POST requests.begin              422 403 403 403 403 403 403 422 403 401
GET  requests.kind               200 403 403 403 403 403 403 200 403 303
POST requests.change             200 403 403 403 403 403 403 200 403 401
GET  rules.backtest              200 403 200 200 403 403 200 200 403 303
POST rules.change                403 403 403 403 403 403 403 303 403 401
POST rules.copy                  403 403 403 403 403 403 403 303 403 401
POST rules.create                403 403 403 403 403 403 403 404 403 401
POST rules.discard               403 403 403 403 403 403 403 409 403 401
GET  rules.export                200 403 200 200 403 403 200 200 403 303
GET  rules.export_flow           200 403 200 200 403 403 200 200 403 303
GET  rules.show_import           403 403 403 403 403 403 403 200 403 303
POST rules.take_import           403 403 403 403 403 403 403 422 403 401
GET  rules.flow                  200 403 200 200 403 403 200 200 403 303
GET  rules.index                 200 403 200 200 403 403 200 200 403 303
POST rules.publish               403 403 403 403 403 403 403 422 403 401
POST rules.read                  200 403 200 200 403 403 200 200 403 401
GET  rules.release               200 403 200 200 403 403 200 200 403 303
GET  rules.submission            404 403 404 404 403 403 404 404 403 303
POST rules.restore               403 403 403 403 403 403 403 404 403 401
POST rules.run_backtest          303 403 303 303 403 403 303 303 403 401
POST rules.save_model           403 403 403 403 403 403 403 303 403 401
POST rules.save_scope            403 403 403 403 403 403 403 303 403 401
GET  rules.model                200 403 200 200 403 403 200 200 403 303
GET  rules.scope                 200 403 200 200 403 403 200 200 403 303
GET  rules.running              200 403 200 200 403 403 200 200 403 303
POST rules.running_again        403 403 403 403 403 403 403 303 403 401
POST rules.save                  403 403 403 403 403 403 403 422 403 401
POST rules.send_back             403 403 403 403 403 403 422 403 403 401
GET  rules.look_back             200 403 200 200 403 403 200 200 403 303
POST rules.roll_back             403 403 403 403 403 403 403 422 403 401
GET  rules.versions              200 403 200 200 403 403 200 200 403 303
POST rules.take_back             403 403 403 403 403 403 403 303 403 401
GET  rules.try_one               302 403 302 302 403 403 302 302 403 303
POST rules.withdraw              403 403 403 403 403 403 403 409 403 401
GET  worklist.left               403 403 403 403 403 403 200 403 403 303
GET  worklist.case               404 200 200 200 200 404 200 200 404 303
POST worklist.comment            404 303 303 303 303 404 303 303 404 401
POST worklist.copy               404 303 303 303 303 404 303 303 404 401
POST worklist.delete_comment     404 404 404 404 404 404 404 404 404 401
POST worklist.withdraw           404 303 403 403 403 404 403 403 404 401
POST worklist.claim              404 409 303 409 409 404 409 409 404 401
POST worklist.complete           404 409 303 409 409 404 409 409 404 401
POST worklist.add_signers        404 409 303 409 409 404 409 409 404 401
POST worklist.delegate           404 409 303 409 409 404 409 409 404 401
POST worklist.remove_signer      404 404 404 404 404 404 404 404 404 401
POST worklist.draft              404 409 200 409 409 404 409 409 404 401
GET  worklist.flow               404 200 200 200 200 404 200 200 404 303
POST worklist.phrase             404 200 200 200 200 404 200 200 404 401
POST worklist.release            404 403 403 403 403 404 403 403 404 401
GET  worklist.states             404 200 200 200 200 404 200 200 404 303
GET  worklist.task               404 200 200 200 200 404 200 200 404 303
POST worklist.urge               404 303 403 403 403 404 303 403 404 401
POST worklist.transfer           404 403 303 403 403 404 303 403 404 401
"""
EXPECTED: Mapping[tuple[str, str], tuple[int, ...]] = {
    (method, endpoint): tuple(map(int, codes))
    for method, endpoint, *codes in (line.split() for line in TABLE.split("\n") if line)
}

#: Pages of an order itself; those about its money are asked for one that is not there.
ORDER_PAGES = {
    f"crm.{name}"
    for name in ("cancel_order", "order", "order_sheet", "save_order", "take_up_order", "withdraw_order")
}

#: (answer to people, answer to strangers): routes that show a person's own things, lists that hold only what
#: the person may see, and what needs no login at all.
OF_EVERYBODY: Mapping[tuple[str, str], tuple[int, int]] = {
    ("GET", "home"): (302, 303),
    ("GET", "accounts.login"): (303, 200),
    ("POST", "accounts.logout"): (303, 303),
    ("GET", "accounts.password"): (200, 303),
    ("POST", "accounts.change_password"): (422, 401),
    ("POST", "api_session.open"): (422, 422),
    ("DELETE", "api_session.close"): (204, 401),
    ("GET", "api_instances.listing"): (200, 401),
    ("GET", "api_work_items.listing"): (200, 401),
    ("GET", "api-docs.openapi_json"): (200, 200),
    ("GET", "crm.home"): (302, 303),
    ("GET", "crm.desktop"): (200, 303),
    ("GET", "crm.recent"): (200, 303),
    ("GET", "crm.calendar"): (200, 303),
    ("GET", "crm.messages"): (200, 303),
    ("POST", "crm.send_message"): (422, 401),
    ("POST", "crm.read_messages"): (303, 401),
    ("POST", "crm.open_message"): (404, 401),
    ("GET", "expressions.functions"): (200, 303),
    ("POST", "expressions.check"): (422, 401),
    ("POST", "expressions.try_one"): (422, 401),
    ("POST", "expressions.format"): (422, 401),
    ("GET", "requests.start"): (200, 303),
    ("GET", "requests.mine"): (200, 303),
    ("GET", "requests.new"): (200, 303),
    ("POST", "requests.send"): (422, 401),
    ("POST", "requests.route"): (200, 401),
    ("POST", "requests.favourite"): (303, 401),
    **{("GET", f"requests.{name}"): (404, 303) for name in ("edit", "show", "print", "panel", "file")},
    **{("POST", f"requests.{name}"): (404, 401) for name in ("correct", "discard", "withdraw")},
    **{("GET", f"api_requests.{name}"): (200, 401) for name in ("kinds", "kind", "listing")},
    **{("POST", f"api_requests.{name}"): (422, 401) for name in ("begin", "route")},
    **{("GET", f"api_requests.{name}"): (404, 401) for name in ("one", "file")},
    **{("POST", f"api_requests.{name}"): (404, 401) for name in ("submit", "upload", "withdraw")},
    ("PUT", "api_requests.change"): (404, 401),
    ("DELETE", "api_requests.discard"): (404, 401),
    ("GET", "enquiries.form"): (200, 200),
    ("POST", "enquiries.send"): (422, 422),
    ("GET", "enquiries.thanks"): (200, 200),
    ("POST", "crm.add_link"): (422, 401),
    ("POST", "crm.remove_link"): (404, 401),
    ("GET", "monitor.instances"): (200, 303),
    ("GET", "shell.search_box"): (200, 303),
    ("GET", "worklist.boxes"): (200, 303),
    ("GET", "worklist.copies"): (200, 303),
    ("POST", "worklist.read_all"): (303, 401),
    ("GET", "api_circulation.mine"): (200, 401),
    ("POST", "api_circulation.read_all"): (200, 401),
    ("GET", "worklist.substitutes"): (200, 303),
    ("GET", "worklist.new_substitute"): (200, 303),
    ("POST", "worklist.add_substitute"): (422, 401),
    ("GET", "worklist.substitute"): (404, 303),
    ("POST", "worklist.change_substitute"): (404, 401),
    ("POST", "worklist.end_substitute"): (404, 401),
    ("GET", "api_substitutions.listing"): (200, 401),
    ("GET", "api_substitutions.one"): (404, 401),
    ("POST", "api_substitutions.add"): (422, 401),
    ("PUT", "api_substitutions.change"): (422, 401),
    ("POST", "api_substitutions.end"): (404, 401),
    ("GET", "worklist.rows"): (200, 303),
    ("GET", "worklist.changes"): (200, 303),
    ("POST", "shell.set_density"): (303, 401),
    ("POST", "shell.set_keys"): (303, 401),
    ("POST", "shell.set_language"): (303, 303),
    ("POST", "shell.set_theme"): (303, 303),
    ("POST", "shell.save_view"): (303, 401),
    ("POST", "shell.delete_view"): (404, 401),
    **{("GET", f"health.{name}"): (200, 200) for name in ("healthz", "readyz", "metrics")},
    **{("GET", f"health.api_{name}"): (200, 200) for name in ("healthz", "readyz", "metrics")},
    **{
        ("GET", f"{folder}.static"): (404, 404 if folder == "shell" else 303)
        for folder in (
            "calendars",
            "crm",
            "definitions",
            "monitor",
            "organisation",
            "requests",
            "routes",
            "rules",
            "shell",
            "worklist",
        )
    },
}
#: Tested in test_starting.py and test_sessions.py.
OF_ITS_OWN = {("POST", "api_instances.start"), ("POST", "accounts.log_in")}


def routes(site: Application) -> set[tuple[str, str]]:
    return {
        (method, rule.endpoint)
        for rule in site.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def contact(site: Application) -> int:
    """A contact of the salesperson's customer."""
    return int(site.one(select(crm.contact.c.id).where(crm.contact.c.account_id == site.account())))


def _key(endpoint: str) -> str:
    if endpoint.startswith("crm.analysis"):
        return "sales-by-time"
    if endpoint == "definitions.decision":
        return "complaint_handling"
    if endpoint.startswith(("requests.", "api_requests.")):
        return "request_leave"
    return "quote" if endpoint.startswith(("rules", "api_rules")) else "quote_approval"


def address(site: Application, endpoint: str) -> str:
    """The path of a route, with records that belong to the salesperson."""
    rule = next(one for one in site.app.url_map.iter_rules() if one.endpoint == endpoint)
    approved = endpoint == "crm.quote_sheet"
    values = {
        "item_id": site.item(),
        "instance_id": site.root(),
        "root_id": site.root(),
        "comment_id": 5,
        "feedback_id": site.case(),
        "knowledge_id": site.article(),
        "quote_id": site.quote("approved" if approved else "in_approval"),
        "account_id": site.account(),
        "contract_id": 5,
        "task_id": 1,
        "link_id": 1,
        "rule_id": 1,
        "contact_id": contact(site),
        "opportunity_id": 5,
        "lead_id": 5,
        "message_id": 5,
        "handover_id": 5,
        **dict.fromkeys(("plan_id", "receipt_id", "allocation_id", "payment_id", "bank_id"), 5),
        "level": 1,
        "other_id": 5,
        "competitor_id": 5,
        "command": "claim" if endpoint == "crm.change_pool" else "convert",
        "decision": "complaint_sla",
        "order_id": site.one(select(crm.order.c.id)) if endpoint in ORDER_PAGES else 5,
        "delivery_id": site.one(select(crm.delivery.c.id)),
        "stock_id": site.one(select(crm.stock.c.id).order_by(crm.stock.c.id)),
        "return_id": 5,
        "unit_id": 5,
        "definition_id": site.definition(),
        "incident_id": 5,
        "version": 1,
        "number": 1,
        "report_id": 5,
        "submission_id": 5,
        "path": "accounts"
        if endpoint.endswith("_import") or endpoint in ("crm.import_job", "crm.left_out_rows")
        else "contacts"
        if endpoint.startswith(("crm.", "api_attachments."))
        else "package.toml",
        "row_id": contact(site),
        "note_id": 77,
        "file_id": 77,
        "upload_id": 77,
        "request_id": 5,
        "job_id": 77,
        "action": "edit",
        "name": "account_id" if endpoint == "crm.choose_record" else "mobile",
        "filename": "nothing.css",
        "code": "salesperson" if endpoint.startswith("organisation.") else "default",
        "person_id": site.one(select(tables.person.c.id).where(tables.person.c.login == "service")),
        "department_id": site.one(select(tables.department.c.id).where(tables.department.c.code == "sales")),
        "post_id": 5,
        "day": "2026-11-11",
        "key": _key(endpoint),
        "kind": "volume" if "discounts" in endpoint else "csv",
        "product_id": site.one(select(crm.product.c.id)),
        "category_id": site.one(select(crm.category.c.id)),
        "revision_id": 5,
        "signer_id": 5,
        "document_type": "quote",
        "document_id": site.quote("in_approval"),
        "line_id": 5,
    }
    with site.app.test_request_context():
        built = rule.build(values, append_unknown=False)
    assert built is not None
    path = str(built[1])
    asked = {
        "crm.new_handover": f"?person={site.person('salesperson')}",
        "crm.new_order": f"?account={site.account()}",
        "crm.new_quote": f"?account={site.account()}",
        "api_rules.differences": "?old=1&new=1",
        "api_rules.discard": "?seen=1.1",
        "api_rules.route": f"?document_type=quote&document_id={site.quote('in_approval')}",
        "approvals.ahead": f"?document_type=quote&document_id={site.quote('in_approval')}",
        "api_rules.asked": f"?document_type=quote&document_id={site.quote('in_approval')}",
        "api_calendars.due": "?start=2026-11-11T10:00:00Z&amount=P2D",
    }
    return path + asked.get(endpoint, "")


FLOW = {"points": []}
RULES_BODIES: Mapping[str, Mapping[str, Any]] = {
    f"api_rules.{name}": body
    for name, body in {
        "set_type": {"without_flow": "refuse"},
        "create": {"document_type": "quote", "name": "新", "name_en": "New"},
        "change": {"name": "报价", "name_en": "Quotes"},
        "save": {"content": FLOW},
        "restore": {"version": 1},
        "check_unsaved": {"document_type": "quote", "content": FLOW},
        "release": {"seen": "1.1", "reason": "because of a test"},
        "send_back": {"opinion": "no"},
        "take_back": {"version": 1, "reason": "because of a test"},
        "try_one": {"document_type": "quote"},
    }.items()
}


def sent(site: Application, endpoint: str) -> Mapping[str, Any]:
    """A body that gets as far as the question who sends it; empty where that comes first anyway."""
    reason = {"reason": "because of a test"}
    business_key = site.item_row(site.item())["business_key"]
    bodies: dict[str, Mapping[str, Any]] = {
        "api_calendars.recalculate": {"stamp": "5"},
        "api_calendars.set_day": {"kind": "holiday", "name": "假"},
        "api_calendars.week": {"week": ["09:00-12:00"] * 7},
        "api_circulation.withdraw": reason,
        "api_circulation.give": {"people": ["legal"]},
        "api_circulation.comment": {"text": "seen"},
        "api_instances.begin": {"element": "approve"},
        "api_instances.cancel": reason,
        "api_instances.skip": {"element": "approve"},
        "api_instances.suspend": reason,
        "api_messages.send": {"name": "quote.withdraw", "correlation": {"business_key": business_key}},
        **RULES_BODIES,
        "api_requests.change": {"values": {}, "revision": 1},
        "api_requests.submit": {"revision": 1},
        "api_requests.begin_kind": {"zh": "新", "en": "New"},
        "api_requests.save_design": {
            "revision": "9.9",
            "design": {"zh": "假", "en": "Leave", "fields": [{"kind": "text", "zh": "一"}]},
        },
        "api_requests.publish_kind": {"revision": "9.9", "note": "because of a test"},
        "api_work_items.complete": {"variables": {"action": "agree"}},
        "api_work_items.add_signers": {"how": "before", "people": ["director"]},
        "api_work_items.delegate": {"to": "director", **reason},
        "api_work_items.transfer": {"to": "director", **reason},
        "crm.add_note": {"way": "call", "text": ""},
        "crm.create_record": {"name": ""},
        "crm.look_at_bulk": {"row": str(contact(site))},
        "crm.do_bulk": {"row": str(contact(site)), "then": "77"},
        "crm.recover_records": {"row": "77"},
        "crm.save_record": {"revision": "0", "name": ""},
        "crm.save_record_field": {"revision": "0", "mobile": "no digits"},
        "crm.customer_said": {"word": "confirmed"},
        "crm.reopen_case": {"said": "still wrong"},
        "crm.escalate_case": {"why": "nobody answers"},
        "crm.save_article": {"revision": "0", "title": ""},
        "crm.use_knowledge": {"knowledge_id": "77"},
        "crm.change_ownership": {"kind": "agent"},
        "crm.cancel_order": reason,
        "crm.check_handover": {"check": "again"},
        "crm.create_handover": {"person": str(site.person("salesperson"))},
        "crm.plan_handover": {"kind": "account"},
        "crm.count_stock": {"counted": "3"},
        "crm.create_order": {"account_id": str(site.account())},
        "crm.create_quote": {"account_id": str(site.account())},
        "crm.price_order": {"order_id": str(site.one(select(crm.order.c.id)))},
        "crm.save_order": {"revision": "0"},
        "crm.price_quote": {"quote_id": str(site.quote("in_approval"))},
        "crm.move_card": {"revision": "1", "to": "enter"},
        "crm.withdraw_quote": reason,
        "monitor.begin": {"element": "approve"},
        "monitor.cancel": reason,
        "monitor.skip": {"element": "approve"},
        "monitor.suspend": reason,
        "shell.delete_view": {"id": "5"},
        "shell.save_view": {"list": "crm.quotes", "name": "mine", "query": ""},
        "shell.set_density": {"value": "compact"},
        "shell.set_keys": {"value": "on"},
        "shell.set_language": {"value": "zh"},
        "shell.set_theme": {"value": "dark"},
        "worklist.complete": {"action": "agree"},
        "worklist.copy": {"people": "legal"},
        "worklist.comment": {"text": "seen"},
        "worklist.withdraw": reason,
        "worklist.add_signers": {"how": "after", "people": "director"},
        "worklist.delegate": {"to": "director", **reason},
        "worklist.transfer": {"to": "director", **reason},
    }
    return bodies.get(endpoint, {})


def ask(site: Application, who: str, method: str, path: str, body: Mapping[str, Any]) -> TestResponse:
    """The answer to one person; nobody is redirected further."""
    if path.startswith("/api/"):
        program = site.api("" if who == "stranger" else who)
        json = dict(body) if method in {"POST", "PUT", "PATCH"} else None
        return program.client.open(path, method=method, headers=program.headers, json=json)
    browser = site.stranger() if who == "stranger" else site.as_(who)
    return browser.get(path) if method == "GET" else browser.post(path, body)


def test_every_route_of_the_application_has_its_line(site: Application) -> None:
    lines = set(EXPECTED) | set(OF_EVERYBODY) | OF_ITS_OWN
    assert routes(site) - lines == set(), "these routes have no expectation"
    assert lines - routes(site) == set(), "these lines have no route"


#: Taking a file away is noted: reading that writes.
LOGGED = {"crm.analysis_file", "crm.commission_file", "crm.arrears_file"}


@pytest.mark.parametrize(("method", "endpoint"), sorted(EXPECTED))
def test_each_person_gets_what_the_table_says(
    site: Application, template: Path, method: str, endpoint: str
) -> None:
    path, body = address(site, endpoint), sent(site, endpoint)
    expected = dict(zip(PEOPLE, EXPECTED[method, endpoint], strict=True))
    before = site.fingerprint()
    writes = method != "GET" or endpoint in LOGGED
    got = {}
    for who in sorted(PEOPLE, key=lambda one: -expected[one]):  # whoever is refused comes first
        got[who] = ask(site, who, method, path, body).status_code
        if got[who] < 400 and writes:
            site.restore(template)
    assert got == expected
    refused = [who for who in PEOPLE if expected[who] >= 400 or not writes]
    for who in refused:
        ask(site, who, method, path, body)
    assert site.fingerprint() == before, "somebody was refused, yet something changed"


@pytest.mark.parametrize(("method", "endpoint"), sorted(OF_EVERYBODY))
def test_what_everybody_may_use_asks_strangers_to_log_in(
    site: Application, method: str, endpoint: str
) -> None:
    path, body = address(site, endpoint), sent(site, endpoint)
    answers = {ask(site, who, method, path, body).status_code for who in PEOPLE if who != "stranger"}
    stranger = ask(site, "stranger", method, path, body).status_code
    assert (answers, stranger) == ({OF_EVERYBODY[method, endpoint][0]}, OF_EVERYBODY[method, endpoint][1])


#: The demo company has no orders with money yet: `tests/integration/money/test_pages.py` hides and shows them.
NO_MONEY = {
    (method, f"crm.{name}")
    for method, name in (
        ("GET", "contract"),
        ("GET", "contract_sheet"),
        ("GET", "dunning_letter"),
        ("GET", "order_account"),
        ("GET", "order_plan"),
        ("GET", "plan"),
        ("GET", "receipt"),
        ("GET", "task"),
        ("POST", "order_plan_live"),
        ("POST", "record_progress"),
        ("POST", "save_order_plan"),
        ("POST", "submit_contract"),
    )
}
#: Returns and units: that another's order and return are not found is shown in tests/integration/returns.
NO_RETURNS = {
    ("GET", "crm.new_return"),
    ("GET", "crm.return"),
    ("GET", "crm.unit"),
    ("POST", "crm.create_return"),
    ("POST", "crm.save_return"),
    ("POST", "crm.withdraw_return"),
}
#: No opportunity is in the template: whose it is, is tested in tests/integration/sales.
NO_OPPORTUNITY = {
    ("GET", "crm.competitor"),  # a competitor belongs to nobody
    ("GET", "crm.convert_lead"),
    ("GET", "crm.lead"),
    ("POST", "crm.do_convert_lead"),
    ("GET", "crm.opportunity"),
    ("GET", "crm.pipeline_answers"),
    ("POST", "crm.lead_answered"),
    ("POST", "crm.move_card"),
    ("POST", "crm.record_action"),
    ("POST", "crm.record_lead_action"),
}
#: No hand-over is in the template: tests/security/test_handover.py.
NO_HANDOVER = {
    ("GET", "crm.handover"),
    *(("POST", f"crm.{name}_handover") for name in ("check", "confirm", "plan", "withdraw")),
}
NAMES_NONE = (
    {("POST", "monitor.retry"), ("POST", "api_messages.send"), ("GET", "worklist.file")}
    | {("POST", "worklist.delete_comment"), ("DELETE", "api_circulation.delete")}
    | NO_MONEY
    | NO_RETURNS
    | NO_OPPORTUNITY
    | NO_HANDOVER
)
HIDDEN = sorted(
    key for key, codes in EXPECTED.items() if codes[PEOPLE.index(COLLEAGUE)] == 404 and key not in NAMES_NONE
)


@pytest.mark.parametrize(("method", "endpoint"), HIDDEN)
def test_what_is_hidden_answers_like_what_is_not_there_and_is_noted(
    site: Application, method: str, endpoint: str
) -> None:
    path, body = address(site, endpoint), sent(site, endpoint)
    secret = next(str(one) for one in ids(site) if str(one) in path + repr(body))
    hidden = ask(site, COLLEAGUE, method, path, body)
    gone = {name: value.replace(secret, "77") for name, value in body.items() if isinstance(value, str)}
    missing = ask(site, COLLEAGUE, method, path.replace(secret, "77"), {**body, **gone})
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert timeless(hidden).replace(secret, "77") == timeless(missing)
    assert is_noted(site)


def timeless(answer: TestResponse) -> str:
    """A page without its CSRF tokens: they hold the second in which they were made."""
    return re.sub(r'"[\w.-]{60,}"', "token", answer.text)


def ids(site: Application) -> list[int]:
    quotes = [site.quote("in_approval"), site.quote("approved")]
    orders = [site.one(select(crm.order.c.id)), site.one(select(crm.delivery.c.id))]
    return [site.item(), site.root(), *quotes, *orders, contact(site), site.account(), site.case()]


def is_noted(site: Application) -> bool:
    """Whether the audit trail has a refusal."""
    with site.store.read() as connection:
        return any(str(one.code) == "privacy.refused" for one in read_stream(connection, TOPICS["privacy"]))


#: Records that are everybody's: knowledge, stock and cases of the desk are not one salesperson's. A person's own
#: link, and what only asks for its input before it looks for the record.
NOBODYS_OWN = {
    *("article", "read_article", "vote_article", "stock_shelf", "remove_link", "move_task"),
    *("product", "products_in"),
}


def test_every_address_of_the_crm_with_a_record_in_it_refuses_a_colleague(site: Application) -> None:
    named = [
        rule
        for rule in site.app.url_map.iter_rules()
        if rule.rule.startswith("/crm/") and "<int:" in rule.rule
    ]
    assert len(named) > 60
    open_to_him = {
        rule.endpoint.partition(".")[2]
        for rule in named
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if EXPECTED.get((method, rule.endpoint), (404,) * 10)[PEOPLE.index(COLLEAGUE)] not in (403, 404)
    }
    assert open_to_him <= NOBODYS_OWN
