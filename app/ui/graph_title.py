"""What stands in the title bar of the graph's panel: how many nodes, and the two switches."""

from __future__ import annotations

from .texts import tr


def fill(bar, view, summary: str) -> None:
    """bar: a docks.TitleBar; view: a GraphView; summary: its count as it is now."""
    follow = bar.add_button("locate-fixed", tr("Follow the current step"))
    follow.setObjectName("graph_follow")
    follow.setCheckable(True)
    follow.setChecked(view.follows_step)
    follow.clicked.connect(view.set_follows_step)
    view.follow_changed.connect(follow.setChecked)
    whole = bar.add_button("layers", tr("Show the whole run, not only the iteration at the cursor"), 0)
    whole.setObjectName("graph_whole")
    whole.setCheckable(True)
    whole.clicked.connect(view.graph.set_whole)

    def refresh(text: str) -> None:
        bar.count.setText(text)
        whole.setVisible(view.graph.scopes > 1 or view.graph.whole)
        whole.setChecked(view.graph.whole)

    view.summary_changed.connect(refresh)
    refresh(summary)
