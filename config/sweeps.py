"""Which queue each task waits in, and how often each sweep is due."""

from __future__ import annotations

from typing import Any

ROUTES = {
    "training.tasks.embed_pending": {"queue": "embedding"},
    "training.tasks.group_duplicates": {"queue": "embedding"},
    "recommender.tasks.light_tags": {"queue": "embedding"},
    "recommender.tasks.embed_for_style": {"queue": "embedding"},
    "training.tasks.tune_if_asked": {"queue": "tuning"},
    # Minutes of work that nobody's next question waits for: a retraining must not stand behind it.
    "training.tasks.backtest_if_asked": {"queue": "tuning"},
    "training.tasks.fill_grids": {"queue": "default"},
    "training.tasks.compare": {"queue": "default"},
    "training.tasks.suggest_meanings": {"queue": "default"},
    "recommender.tasks.answer_photos": {"queue": "photo"},
    # An hour is promised: it must not stand behind an import or a build.
    "recommender.tasks.forget_photos": {"queue": "photo"},
    "recommender.tasks.delete_forgotten": {"queue": "photo"},
    # A first build takes an hour where there are a million photos; a space's switch builds one, too, in which
    # the index that serves is still kept true.
    "recommender.tasks.index_pending": {"queue": "indexing"},
    "recommender.tasks.learn_style": {"queue": "tuning"},
    # A catalog takes minutes or hours: no question and no publication waits behind it.
    "catalog.tasks.go_on_with_imports": {"queue": "importing"},
    "labeling.tasks.take_in_sources": {"queue": "importing"},
    # So may a file, but whoever wants one does not wait for a catalog.
    "recommender.tasks.make_exports": {"queue": "indexing"},
    "training.tasks.*": {"queue": "training"},
}


def beat_schedule(pace: float) -> dict[str, dict[str, Any]]:
    """Celery's beat schedule, where the most frequent sweeps are due every `pace` seconds.

    A sweep that was not picked up before the next one is due would only pile up, hence `expires`.
    """
    return {
        name: {"task": task, "schedule": seconds, "options": {"expires": max(seconds, 1.0)}}
        for name, task, seconds in [
            ("embed what has no embedding", "training.tasks.embed_pending", 2 * pace),
            ("find photos that are the same picture", "training.tasks.group_duplicates", 5 * pace),
            ("retrain when enough was said", "training.tasks.retrain_if_due", pace),
            ("fine-tune the CNN when asked", "training.tasks.tune_if_asked", 2 * pace),
            ("try ways of asking when asked", "training.tasks.backtest_if_asked", 2 * pace),
            ("keep the queue filled", "training.tasks.refill_queue", pace),
            ("keep grids waiting", "training.tasks.fill_grids", pace),
            ("compare what divides people", "training.tasks.compare", 2 * pace),
            ("see what sellers' texts may mean", "training.tasks.suggest_meanings", 60 * pace),
            ("publish tags", "recommender.tasks.publish_tags", 5 * pace),
            ("shorten the log of changes", "recommender.tasks.shorten_the_log", 1800 * pace),
            ("count what the shop has", "recommender.tasks.count_tags", 2 * pace),
            ("answer photos whose message was lost", "recommender.tasks.answer_photos", pace),
            ("forget photos of shoppers", "recommender.tasks.forget_photos", min(60.0, 30 * pace)),
            ("delete forgotten shoppers", "recommender.tasks.delete_forgotten", min(15.0, 8 * pace)),
            ("make the files that were asked for", "recommender.tasks.make_exports", pace),
            ("take labels from elsewhere in", "labeling.tasks.take_in_sources", 2 * pace),
            ("forget who tried to log in", "config.tasks.forget_logins", 1800 * pace),
            ("forget sessions that have ended", "recommender.tasks.clear_sessions", 1800 * pace),
            ("see where tags are", "recommender.tasks.light_tags", 2 * pace),
            ("embed for the style space", "recommender.tasks.embed_for_style", 2 * pace),
            ("keep the index true", "recommender.tasks.index_pending", 2 * pace),
            ("count what the days brought", "recommender.tasks.tally_days", 15 * pace),
            ("pass on what shoppers look at", "recommender.tasks.pass_demand_on", 60 * pace),
            ("learn the style space", "recommender.tasks.learn_style", 5 * pace),
            ("go on with imports", "catalog.tasks.go_on_with_imports", pace),
            ("forget uploads", "catalog.tasks.forget_uploads", 1800 * pace),
        ]
    }
