"""The neutral standard of W1: five stages, in each eight duties of four roles, one milestone and one gate."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

STAGES = 5
DUTIES = 8
ROLES = ("bureau", "platform", "firm", "broker")
DOERS = {"bureau": "PO", "platform": "PL", "firm": "EL", "broker": "BR"}
PROPOSAL = {"kind": "proposal"}


def write(folder: Path) -> Path:
    """Write the definition files (JSON is YAML) and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in _files().items():
        (folder / f"{name}.yaml").write_text(
            json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8"
        )
    return folder


def _text(text: str) -> dict[str, str]:
    return {"zh": text, "en": text}


def _files() -> dict[str, Any]:
    stages = {f"s{n}": _stage(n) for n in range(1, STAGES + 1)}
    return {
        "standard": {
            "version": "bench",
            **_text("bench"),
            "effective": "2026-01-01",
            "issued": _text("bench"),
            "stages": list(stages),
        },
        "roles": _roles(),
        "flow": _flow(),
        "facts": _facts(),
        "documents": {"documents": [{"id": "paper", **_text("paper"), "form": False, "secret": False}]},
        "references": {"laws": [], "plan": {"id": "plan", **_text("plan"), "sections": ["1"]}},
        "supervision": _supervision(),
        **stages,
    }


def _stage(n: int) -> dict[str, Any]:
    code, prefix = f"s{n}", f"S{n}"
    duties = [_duty(prefix, place) for place in range(1, DUTIES + 1)]
    milestones = [
        {
            "id": f"{prefix}-M1",
            **_text("work"),
            "due": {"from": "entry", "wd": 20},
            "owner": "bureau",
            "kind": "deadline",
            "blocking": True,
            "source": PROPOSAL,
        },
        {
            "id": f"{prefix}-M2",
            **_text("decision"),
            "due": {"from": "entry", "wd": 30},
            "owner": "bureau",
            "kind": "gate",
            "blocking": False,
            "source": PROPOSAL,
        },
    ]
    must = {
        "id": f"G{n}-C1",
        **_text("done"),
        "test": {"fact": "open_required_duties", "op": "==", "value": 0},
        "source": PROPOSAL,
    }
    gate = {
        "id": f"G{n}",
        **_text("gate"),
        "decider": "DD",
        "propose": "SH",
        "must": [must],
        "options": [
            {"id": "go", "move": "T3" if n < STAGES else "T4", **_text("go"), "source": PROPOSAL},
            _stop(),
        ],
        "source": PROPOSAL,
    }
    return {
        "stage": {
            "id": code,
            "prefix": prefix,
            **_text(code),
            "phase": "all",
            "purpose": _text(code),
            "source": PROPOSAL,
            "duration": {"typical_wd": 30, "max_wd": 40, "source": PROPOSAL},
            "milestones": milestones,
            "duties": duties,
            "gate": gate,
        }
    }


def _stop() -> dict[str, Any]:
    return {"id": "stop", "move": "T5", **_text("stop"), "source": PROPOSAL}


def _duty(prefix: str, place: int) -> dict[str, Any]:
    role = ROLES[place % len(ROLES)]
    return {
        "id": f"{prefix}-{role[0].upper()}-{place}",
        **_text("duty"),
        "role": role,
        "doer": DOERS[role],
        "by": "SH" if role == "bureau" else "PO",
        "req": "R",
        "milestone": f"{prefix}-M1",
        "ev": ["paper"],
        "binding": "internal",
        "source": PROPOSAL,
    }


def _roles() -> dict[str, Any]:
    def office(code: str, role: str, kind: str, rank: int, held: str) -> dict[str, Any]:
        named = {"id": code, "code": code.lower(), "role": role, "kind": kind, "rank": rank, "held": held}
        return {**named, **_text(code), "source": PROPOSAL}

    powers = [("W1", "register", "PO"), ("W2", "assign_officer", "SH"), ("W3", "bring_party", "PO")]
    powers += [("W4", "waive", "SH"), ("W5", "settle_debt", "SH"), ("W6", "open_debt", "PO")]
    return {
        "roles": [
            {"id": r, "letter": r[0].upper(), "party": True, **_text(r), "who": _text(r), "source": PROPOSAL}
            for r in ("bureau", "platform", "firm")
        ]
        + [
            {
                "id": "broker",
                "letter": "K",
                "party": True,
                **_text("broker"),
                "who": _text("broker"),
                "source": PROPOSAL,
            }
        ],
        "organisation_kinds": [{"id": r, "role": r, "external": False, **_text(r)} for r in ROLES],
        "offices": [
            office("PO", "bureau", "bureau", 1, "seat"),
            office("SH", "bureau", "bureau", 2, "staff"),
            office("DD", "bureau", "bureau", 3, "staff"),
            *(office(DOERS[role], role, role, 1, "member") for role in ROLES[1:]),
        ],
        "powers": [
            {"id": i, "act": act, "office": who, **_text(act), "source": PROPOSAL} for i, act, who in powers
        ],
        "phases": [
            {
                "id": "all",
                "code": "P1",
                **_text("all"),
                "theme": _text("all"),
                "stages": [f"s{n}" for n in range(1, STAGES + 1)],
                "exit_gate": f"G{STAGES}",
                "source": PROPOSAL,
            }
        ],
    }


def _flow() -> dict[str, Any]:
    def move(
        code: str, name: str, start: list[str], to: str, actors: list[str], **more: Any
    ) -> dict[str, Any]:
        named = {"id": code, "move": name, **_text(name), "from": start, "to": to, "actors": actors}
        return {**named, "clock": _text("-"), "source": PROPOSAL, **more}

    gates = [f"G{n}" for n in range(1, STAGES + 1)]
    clear = {"fact": "open_required_duties", "op": "==", "value": 0}
    passed = {"fact": "musts_unmet", "op": "==", "value": 0}
    said = {"fact": "reason_given", "op": "==", "value": True}
    entered = {"fact": "entry_conditions_unmet", "op": "==", "value": 0}
    statuses = ("draft", "active", "gate_review", "graduated", "rejected")
    return {
        "entry_points": [{"id": "E1", "stage": "s1", **_text("entry"), "need": [], "source": PROPOSAL}],
        "tracks": [{"id": "plain", "order": 1, **_text("plain"), "kind": "normal", "source": PROPOSAL}],
        "states": [{"id": status, **_text(status)} for status in statuses],
        "special_actors": [{"id": "gate_decider", **_text("decider")}],
        "moves": [
            move("T1", "submit", ["draft"], "active", ["bureau"], guard=entered),
            move("T2", "request_gate", ["active"], "gate_review", ["PO"], guard=clear),
            move(
                "T3",
                "gate_go",
                ["gate_review"],
                "active",
                ["gate_decider"],
                guard=passed,
                gates=gates[:-1],
                effect="next_stage",
            ),
            move(
                "T4",
                "graduate",
                ["gate_review"],
                "graduated",
                ["gate_decider"],
                guard=passed,
                gates=gates[-1:],
            ),
            move("T5", "reject", ["gate_review"], "rejected", ["gate_decider"], guard=said, gates=gates),
        ],
        "decision": {"wd": 10, "source": PROPOSAL},
    }


def _facts() -> dict[str, Any]:
    def computed(name: str, kind: str, per: str) -> dict[str, Any]:
        named = {"name": name, "type": kind, "per": per, **_text(name)}
        return {**named, "recorded_by": "system", "from": {"computed": name}}

    return {
        "flags": [],
        "facts": [
            computed("open_required_duties", "count", "gate"),
            computed("musts_unmet", "count", "gate"),
            computed("entry_conditions_unmet", "count", "stage"),
            computed("reason_given", "bool", "move"),
        ],
        "events": [{"name": "entry", **_text("entry")}],
    }


def _rung(code: str, at_wd: int) -> dict[str, Any]:
    return {
        "step": code,
        "at_wd": at_wd,
        "who": ["owner", "PO"],
        "channels": ["inbox", "mail"],
        **_text(code),
        "source": PROPOSAL,
    }


def _supervision() -> dict[str, Any]:
    thresholds = {
        "yellow_left_wd": 5,
        "red_overdue_wd": 5,
        "red_statutory_overdue_days": 1,
        "red_yellow_times": 3,
        "red_yellow_window_wd": 60,
        "source": PROPOSAL,
    }
    states = [
        {"id": name, **_text(name), "when": _text(name)}
        for name in ("grey", "green", "yellow", "red", "done_late")
    ]
    return {
        "lights": {
            "thresholds": thresholds,
            "states": states,
            "not_judged": {"kinds": ["notice", "window", "gate"], **_text("-")},
            "project": _text("-"),
            "portfolio": {"red_share_pct": 10, "yellow_share_pct": 5, **_text("-")},
            "source": PROPOSAL,
        },
        "ladder": [_rung("R2", -5), _rung("R4", 0), _rung("E1", 1)],
        "sending": {"from": "09:00", "until": "17:30", "red_singly": 5, "source": PROPOSAL},
        "rules": [],
    }
