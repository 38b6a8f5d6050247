"""Who may what, stated once for every address: what the application does is held against this.

A role that is not named for a method is refused, or the address does not know the method.
"""

from __future__ import annotations

from dataclasses import dataclass

Roles = frozenset[str]


def roles(*names: str) -> Roles:
    return frozenset(names)


NOBODY = roles()
STRANGER = roles("stranger")
CURATORS, SENIORS, MANAGERS, OWNERS, READERS = (
    roles("curator"),
    roles("senior"),
    roles("catalog_manager"),
    roles("model_owner"),
    roles("reader"),
)
OFFICE = SENIORS | MANAGERS | OWNERS | READERS
SIGNED_IN = OFFICE | CURATORS | roles("outsider")
EVERYBODY = SIGNED_IN | STRANGER
ANSWERING = CURATORS | SENIORS | MANAGERS
LEARNING = CURATORS | OFFICE
LOOKING = MANAGERS | OWNERS | READERS
"""At all of the catalog, the answers, the models and what is published."""


@dataclass(frozen=True)
class Rule:
    get: Roles = NOBODY
    post: Roles = NOBODY
    delete: Roles = NOBODY

    def may(self, method: str) -> Roles:
        return {"get": self.get, "post": self.post, "delete": self.delete}[method]


def looked_at(by: Roles) -> Rule:
    return Rule(get=by)


def sent(by: Roles) -> Rule:
    return Rule(post=by)


def both(by: Roles) -> Rule:
    return Rule(get=by, post=by)


WHERE: dict[str, Rule] = {
    "home": looked_at(SIGNED_IN),
    "login": Rule(get=EVERYBODY, post=EVERYBODY, delete=SIGNED_IN),  # who is in is led on, however they ask
    "logout": sent(EVERYBODY),
    "set_language": sent(EVERYBODY),
    # The curator's pages and their API.
    "catalog:photo": looked_at(EVERYBODY),
    "labeling:me": both(SIGNED_IN),
    "labeling:session": both(EVERYBODY),
    "labeling:review": looked_at(ANSWERING),
    "labeling:grids": looked_at(ANSWERING),
    "labeling:grid": looked_at(ANSWERING),
    "labeling:compares": looked_at(ANSWERING),
    "labeling:compare": looked_at(ANSWERING),
    "labeling:tags": looked_at(ANSWERING),
    "labeling:examples": looked_at(ANSWERING),
    "labeling:region": Rule(post=ANSWERING, delete=ANSWERING),
    **{
        f"labeling:{name}": sent(ANSWERING)
        for name in (
            "lease",
            "record",
            "withdraw",
            "comment",
            "undo_comment",
            "lease-grids",
            "grid-singly",
            "record-grid",
            "withdraw-grid",
            "lease-pairs",
            "record-comparison",
            "withdraw-comparison",
        )
    },
    # Models.
    **{
        f"training:{name}": looked_at(LEARNING)
        for name in ("models", "mine", "runs", "run", "tag", "version")
    },
    "training:backtest": looked_at(LOOKING),
    "training:backtest_report": looked_at(LOOKING),
    **{
        f"training:{name}": sent(OWNERS)
        for name in ("retrain", "tune", "cancel", "rollback", "backtest_start", "adopt")
    },
    "training:goal": sent(MANAGERS | OWNERS),
    # What is published.
    **{
        f"publishing:{name}": looked_at(LOOKING)
        for name in ("publications", "publication", "export", "fix_lists", "export_fix_list")
    },
    "spaces:spaces": looked_at(LOOKING),
    "spaces:space": looked_at(LOOKING),
    "spaces:decide": sent(OWNERS),
    "spaces:rebuild": sent(OWNERS),
    # The shop, which is open to all; its API knows tokens, and nobody who is signed in.
    "recommender:wall": looked_at(EVERYBODY),
    "recommender:product": looked_at(EVERYBODY),
    "recommender:look": looked_at(EVERYBODY),
    "recommender:photo": both(EVERYBODY),
    **{
        f"recommender:{name}": looked_at(EVERYBODY) for name in ("photo_result", "photo_found", "photo_image")
    },
    **{f"recommender:{name}": sent(EVERYBODY) for name in ("photo_box", "photo_keep", "photo_forget")},
    "recommender:for_you": looked_at(EVERYBODY),
    "recommender:my_taste": looked_at(EVERYBODY),
    **{
        f"recommender:{name}": sent(EVERYBODY)
        for name in ("turn", "forget_taste", "undo_forgetting", "think", "seen")
    },
    **{
        f"api:{name}": looked_at(EVERYBODY)
        for name in ("similar", "search", "tags", "for_you", "schema", "docs")
    },
    "api:published_tags": Rule(),
    "api:export": Rule(),
    "api:photo_search": Rule(),
    "api:photo_found": Rule(),
    "join": both(EVERYBODY),
    "join_password": sent(EVERYBODY),
    "password_reset_confirm": Rule(get=EVERYBODY, post=EVERYBODY, delete=EVERYBODY),  # it says that it ended
    # Bringing catalogs in and out.
    "admin:imports": Rule(get=LOOKING, post=MANAGERS),
    "admin:import": looked_at(LOOKING),
    "admin:import_refused": looked_at(LOOKING),
    **{f"admin:import_{name}": sent(MANAGERS) for name in ("place", "columns", "act")},
    "admin:exports": both(MANAGERS),
    "admin:export_file": looked_at(MANAGERS),
    "admin:export_cancel": sent(MANAGERS),
    "admin:label_sources": Rule(get=LOOKING, post=MANAGERS),
    "admin:label_source": looked_at(LOOKING),
    "admin:label_source_refused": looked_at(LOOKING),
    "admin:label_source_act": sent(MANAGERS),
    # People.
    "admin:people": looked_at(MANAGERS | READERS),
    **{f"admin:people_{name}": sent(MANAGERS) for name in ("invite", "revoke", "unlock")},
    "admin:person": looked_at(MANAGERS),
    **{f"admin:person_{name}": sent(MANAGERS) for name in ("roles", "assignment", "active", "reset")},
    "admin:auth_user_password_change": Rule(),
    # What is done to chosen products is asked about once more.
    **{f"admin:product_{name}": sent(MANAGERS) for name in ("ask", "withdraw", "export", "merge")},
    # The office itself.
    "admin:tables": Rule(get=OFFICE, post=OFFICE - READERS),
    "admin:index": Rule(get=OFFICE, post=OFFICE - READERS),  # Django shows the same
    "admin:app_list": Rule(get=OFFICE, post=OFFICE - READERS),
    "admin:login": looked_at(OFFICE),  # who is in goes on; strangers are sent to the one page of logging in
    # Whoever is not in there is led to its front page, which leads on to the login.
    "admin:logout": Rule(get=EVERYBODY - OFFICE, post=EVERYBODY),
    "admin:password_change": both(OFFICE),
    "admin:password_change_done": looked_at(OFFICE),
    "admin:jsi18n": looked_at(OFFICE),
    "admin:autocomplete": looked_at(NOBODY),  # each field asks for its model's right, and none was named
    "admin:view_on_site": Rule(get=OFFICE, post=OFFICE - READERS),
    # The loop's settings.
    "admin:settings": looked_at(LOOKING),
    "admin:setting_effect": looked_at(LOOKING),
    "admin:change_setting": sent(MANAGERS),
    # Who changed what.
    "admin:history": looked_at(MANAGERS | READERS),
    "admin:history_file": looked_at(MANAGERS | READERS),
    # The vocabulary.
    "admin:vocabulary": looked_at(LOOKING | SENIORS),
    "admin:vocabulary_tag": looked_at(LOOKING | SENIORS),
    "admin:vocabulary_history": looked_at(LOOKING | SENIORS),
    "admin:vocabulary_act": both(MANAGERS),
    "admin:vocabulary_example": sent(MANAGERS),
    "admin:vocabulary_undo": sent(MANAGERS),
    "admin:seller_texts": looked_at(LOOKING | SENIORS),
    "admin:seller_text": sent(MANAGERS),
    # Answers taken back by range.
    "admin:withdrawals": looked_at(LOOKING),
    "admin:withdraw_range": sent(MANAGERS),
    "admin:restore_range": sent(MANAGERS),
}
"""By the name of the route."""


@dataclass(frozen=True)
class OfModel:
    """Who sees a model's rows in the office, adds to them, changes and deletes them."""

    see: Roles = LOOKING
    add: Roles = NOBODY
    change: Roles = NOBODY
    delete: Roles = NOBODY


SEEN = OfModel()
ADJUDICATED = OfModel(see=LOOKING | SENIORS)
EDITED = OfModel(change=MANAGERS, delete=MANAGERS)
NOBODYS = OfModel(see=NOBODY)
MODELS: dict[str, OfModel] = {
    **dict.fromkeys(
        [
            "catalog.DuplicateGroup",
            "catalog.Embedding",
            "catalog.Fingerprint",
            "catalog.ImportChange",
            "catalog.ImportJob",
            "catalog.LoopSetting",
            "catalog.RefusedRow",
            "catalog.Region",
            "catalog.RegionWithdrawal",
            "catalog.SellerText",
            "catalog.Separation",
            "catalog.TagMapping",
            "catalog.VocabularyChange",
            "labeling.AuditImage",
            "labeling.BulkRestoration",
            "labeling.BulkWithdrawal",
            "labeling.ChosenExample",
            "labeling.CommentWithdrawal",
            "labeling.Comparison",
            "labeling.ComparisonWithdrawal",
            "labeling.FlagWithdrawal",
            "labeling.Grade",
            "labeling.Grid",
            "labeling.GridCheck",
            "labeling.GridReview",
            "labeling.GridTile",
            "labeling.GridWithdrawal",
            "labeling.LabelSource",
            "labeling.Pair",
            "labeling.SourcedLabel",
            "labeling.Suggestion",
            "labeling.Verdict",
            "labeling.Withdrawal",
            "recommender.Contradiction",
            "recommender.ExportJob",
            "recommender.FacetCount",
            "recommender.FrozenQuery",
            "recommender.Hold",
            "recommender.IndexGeneration",
            "recommender.IndexedImage",
            "recommender.PhotoQuery",
            "recommender.Publication",
            "recommender.PublicationChange",
            "recommender.PublishOrder",
            "recommender.PublishedEvidence",
            "recommender.PublishedTag",
            "recommender.SellerCount",
            "recommender.StyleSpace",
            "recommender.TableWatch",
            "recommender.TagCount",
            "recommender.Tally",
            "training.Backtest",
            "training.Calibration",
            "training.Demand",
            "training.EmbeddingFailure",
            "training.Evaluation",
            "training.LearningCurve",
            "training.Promotion",
            "training.RunLine",
            "training.SavedLabels",
            "training.Snapshot",
            "training.StrategyChoice",
            "training.TagGoal",
            "training.TrainingRun",
            "training.TunedEncoder",
        ],
        SEEN,
    ),
    **dict.fromkeys(
        [
            "labeling.Comment",
            "labeling.Flag",
            "labeling.FlagRuling",
            "labeling.Label",
            "labeling.Review",
            "training.ModelVersion",
        ],
        ADJUDICATED,
    ),
    "catalog.SellerTag": EDITED,
    "catalog.Product": OfModel(see=LOOKING | SENIORS, change=MANAGERS, delete=MANAGERS),
    "catalog.ProductImage": OfModel(see=LOOKING | SENIORS, change=MANAGERS, delete=MANAGERS),
    "catalog.Facet": OfModel(see=LOOKING | SENIORS, add=MANAGERS, change=MANAGERS, delete=MANAGERS),
    "catalog.Tag": OfModel(see=LOOKING | SENIORS, add=MANAGERS, change=MANAGERS),
    "labeling.QueueItem": OfModel(see=LOOKING | SENIORS, change=MANAGERS),
    "recommender.ApiToken": OfModel(add=MANAGERS, change=MANAGERS),
    "training.BudgetShares": OfModel(add=MANAGERS | OWNERS),
    # Colleagues.
    "config.Invitation": OfModel(see=MANAGERS | READERS),
    "config.PersonChange": OfModel(see=MANAGERS),
    "labeling.Assignment": OfModel(see=MANAGERS),
    "labeling.Preference": OfModel(see=MANAGERS),
    # What each account of the shop likes.
    **dict.fromkeys(
        [f"recommender.{name}" for name in ("Event", "MoodWeight", "Opinion", "Shopper", "Slate")], NOBODYS
    ),
    # Whoever could change a person's or a group's rights would have them all.
    "auth.Group": NOBODYS,
    "auth.User": NOBODYS,
    # Who tried to log in.
    "axes.AccessAttempt": OfModel(see=MANAGERS),
    "axes.AccessFailureLog": OfModel(see=MANAGERS),
    "axes.AccessLog": OfModel(see=MANAGERS),
}
"""By model. Rows that the application writes are only looked at, whatever right one has."""

ACTIONS: dict[str, dict[str, Roles]] = {
    "axes.AccessAttempt": {"lift_lock": MANAGERS},
    "catalog.Facet": {"delete_selected": MANAGERS},
    "catalog.Product": dict.fromkeys(
        ["ask_people", "publish", "take_out", "let_back_in", "merge", "export", "delete_selected"], MANAGERS
    ),
    "catalog.ProductImage": {"delete_selected": MANAGERS},
    "catalog.SellerTag": {"delete_selected": MANAGERS},
    "recommender.ApiToken": {"revoke": MANAGERS},
    "catalog.DuplicateGroup": {"take_apart": MANAGERS},
    "catalog.Fingerprint": {"take_out": MANAGERS},
    "catalog.Tag": {"retire": MANAGERS, "bring_back": MANAGERS, "match_again": MANAGERS},
    "labeling.Flag": {"keep_out": SENIORS | MANAGERS, "ask_again": SENIORS | MANAGERS},
    "labeling.QueueItem": {"close": MANAGERS, "release": MANAGERS},
}
"""What can be done to chosen rows of a list, by model; of a model that is not named, nothing."""
