"""Seeded faults: mistakes that somebody might make in the model, each with a test that must notice it.

A fault replaces one piece of text that occurs once in its file. When the code around it is rewritten, rewrite the
fault: the mistake stays the same.
"""

from __future__ import annotations

from tests.faults.fault import Fault
from tests.faults.system_faults import SYSTEM_FAULTS

PROCESSES, TESTS = "sim/processes", "tests/processes"
FAULTS = (
    Fault(
        "patrols never find anything",
        f"{PROCESSES}/noticing.py",
        "passed = place < ",
        "passed = place < 0 * ",
        f"{TESTS}/test_noticing.py::test_coordinators_walk_all_blocks_in_turn",
    ),
    Fault(
        "closing for show solves the problem",
        f"{PROCESSES}/closing.py",
        "        if not incident.sham:\n",
        "        if True:\n",
        f"{TESTS}/test_closing.py::test_a_sham_closing_takes_little_work_and_the_harm_goes_on",
    ),
    Fault(
        "supervisors never send anything back",
        f"{PROCESSES}/closing.py",
        "incident.checked = self.model.time\n        if incident.solved == incident.solved:",
        "incident.checked = self.model.time\n        if True:",
        f"{TESTS}/test_closing.py::test_a_supervisor_who_looks_sends_it_back_and_it_is_solved",
    ),
    Fault(
        "a bad experience raises trust",
        f"{PROCESSES}/feedback.py",
        "resident.trust *= 1 - min(1.0, params",
        "resident.trust *= 1 + min(1.0, params",
        f"{TESTS}/test_feedback.py::test_a_bad_experience_costs_twice_the_trust_that_a_good_one_wins",
    ),
    Fault(
        "nobody pays the temporary staff",
        f"{PROCESSES}/duty.py",
        'books.pay(role, "temporary", extra * hours if',
        'books.pay(role, "temporary", extra * 0.0 if',
        "tests/policies/test_management.py::test_overtime_and_temporary_posts_are_paid_for_every_raid",
    ),
    Fault(
        "who comes last is served first",
        "sim/agents/staff.py",
        "heappush(self.queue, (task.priority,",
        "heappush(self.queue, (-task.priority,",
        "tests/policies/test_dispatch.py::test_the_rule_decides_in_the_street",
    ),
    Fault(
        "time limits run on through the holidays",
        f"{PROCESSES}/intake.py",
        "self.limits = OpenHours(0.0, 24.0, model.workdays)",
        "self.limits = OpenHours(0.0, 24.0, model.workdays | True)",
        f"{TESTS}/test_intake.py::test_time_limits_rest_on_public_holidays",
    ),
    Fault(
        "a second decision repeats the draw of the first",
        "sim/draws.py",
        "    for part in more:\n",
        "    for part in more[:-1]:\n",
        "tests/test_draws.py::test_the_ordinals_of_one_decision_are_unrelated",
    ),
    Fault(
        "what is reported twice becomes two cases",
        f"{PROCESSES}/reporting.py",
        "        if incident.stage == IN_PROCESS:\n",
        "        if False:\n",
        f"{TESTS}/test_reporting.py::test_what_is_in_hand_is_reported_again_but_stays_one_case",
    ),
    Fault(
        "prevention lasts for ever",
        f"{PROCESSES}/learning.py",
        "self.prevention *= self._fade",
        "self.prevention *= 1.0",
        f"{TESTS}/test_learning.py::test_prevention_approaches_its_limit_and_fades",
    ),
    Fault(
        "raids teach as much as routine",
        f"{PROCESSES}/learning.py",
        "if self.model.plan.keep_experience:",
        "if True:",
        f"{TESTS}/test_learning.py::test_raids_keep_no_experience",
    ),
    Fault(
        "disorder breeds no disorder",
        f"{PROCESSES}/onset.py",
        "around / (around + self.params.contagion_half)",
        "0 / (around + self.params.contagion_half)",
        f"{TESTS}/test_onset.py::test_open_disorder_breeds_up_to_twice_as_much",
    ),
    Fault(
        "campaigns at equal hours are not paid for by shorter days",
        "sim/policies/management.py",
        "return 1 - extra / routine",
        "return 1.0",
        "tests/policies/test_management.py::test_campaigns_are_paid_for_by_shorter_days_to_the_hour",
    ),
    Fault(
        "the grids' payroll forgets a tenth",
        "sim/books.py",
        '"] += hours\n',
        '"] += 0.9 * hours\n',
        "tests/test_costs.py::test_the_books_of_activities_and_of_grids_agree_item_by_item",
    ),
    Fault(
        "renters report like owners",
        f"{PROCESSES}/reporting.py",
        "math.log(params.renter_odds)",
        "math.log(1.0)",
        f"{TESTS}/test_reporting.py::test_renters_report_at_a_third_of_the_odds_of_owners",
    ),
    Fault(
        "the grid has authority over everything",
        "sim/agents/incident.py",
        "self.level = GRID if u_level < kind.grid_share",
        "self.level = GRID if u_level < 1",
        f"{TESTS}/test_centres.py::test_who_has_the_authority_handles_it",
    ),
    Fault(
        "whoever reports one way may reopen",
        f"{PROCESSES}/feedback.py",
        "if not self.communication.can_reopen or not",
        "if not",
        f"{TESTS}/test_feedback.py::test_who_may_not_has_to_live_with_it",
    ),
    Fault(
        "what is closed counts as solved",
        "sim/ledger.py",
        '("solved", solved),',
        '("solved", closed),',
        f"{TESTS}/test_closing.py::test_a_sham_closing_takes_little_work_and_the_harm_goes_on",
    ),
    *SYSTEM_FAULTS,
)
