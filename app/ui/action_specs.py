"""The declaration of every action of the window: its words, place, keys, and when it can be used. actions.py makes them.

What an action does is named by `does`, a dotted path from the window ("files.open_dialog").
"""

from __future__ import annotations

from dataclasses import dataclass, field

MENUS = ("File", "Edit", "View", "Run", "Step", "Graph", "Help")


@dataclass(frozen=True)
class Spec:
    """One action: id, words, place, keys, and when it can be used.

    Attributes: does, dotted path of the slot from the window; menu, "File" or "File/Recent"; group, a menu has a
    line between two groups; when, words of `WHEN` that must all hold; check, the name of a group of exclusive
    choices, or "on" for a lone tick; args, arguments for the slot; words, further words the palette finds it by; nth,
    which of nine alike this is; fields, what fills the words in braces of text and tip.
    """

    id: str
    text: str
    menu: str
    does: str
    keys: tuple[str, ...] = ()
    icon: str | None = None
    tip: str = ""
    when: tuple[str, ...] = ()
    group: int = 0
    check: str | None = None
    args: tuple = ()
    words: str = ""
    nth: int = 1
    fields: dict = field(default_factory=dict, hash=False)


def _s(*args, **kwargs) -> Spec:
    return Spec(*args, **kwargs)


def _numbered(id: str, text: str, menu: str, does: str, keys: str, tip: str) -> list[Spec]:
    """Nine actions, one for each digit; the list of keys names the first for all of them."""
    return [
        Spec(f"{id}_{k}", text, menu, does, (keys.format(k),), None, tip, ("tape",), 3, args=(k,), nth=k, fields={"number": k})
        for k in range(1, 10)
    ]


SPECS: tuple[Spec, ...] = (
    # File
    _s("new", "New", "File", "files.new", ("Ctrl+N",), "file-plus", "An empty program"),
    _s("open", "Open…", "File", "files.open_dialog", ("Ctrl+O",), "folder-open",
       "Open a program (.py), a notebook (.ipynb) or a tape (.tape); opening never runs it"),
    _s("save", "Save", "File", "files.save", ("Ctrl+S",), "save", "Save the program", ("document",), 1),
    _s("save_as", "Save as…", "File", "files.save_as", ("Ctrl+Shift+S",), "save-all",
       "Save the program under another name", ("document",), 1),
    _s("save_tape", "Save tape…", "File", "files.save_tape", (), "cassette-tape",
       "Keep the recording of this run as a .tape file", ("tape",), 1, words="recording run"),
    _s("export", "Export figure…", "File", "export.show", ("Ctrl+E",), "image-down",
       "Save the graph at this step, or every step, as a picture, a film, a page or a text", ("tape",), 2,
       words="svg png pdf tex tikz dot mermaid json gif mp4 html picture film"),
    _s("add_note", "Add a note at this step", "Edit", "lessons.add_note", ("Ctrl+Alt+N",), "notebook-text",
       "Put a cell for a note into the program; a lecture stops with it at this step", ("tape",), 3,
       words="lesson lecture stop markdown comment"),
    _s("handout", "Lesson hand-out…", "File", "lessons.handout", (), None,
       "The lesson as a page that plays it, a pdf, figures and a plain program", ("tape",), 2,
       words="lecture html pdf students share"),
    _s("start_page", "Start page", "File", "show_start", (), "house", "Lessons and recent files", (), 3,
       words="lessons tutorials welcome"),
    _s("settings", "Settings…", "File", "dialogs.settings", ("Ctrl+,",), "settings",
       "Limits of a run, motion and the editor", (), 3, words="limits preferences options"),
    _s("quit", "Quit", "File", "close", ("Ctrl+Q",), "log-out", "Leave Retrograd", (), 4),
    # Edit
    _s("undo", "Undo", "Edit", "edit.undo", ("Ctrl+Z",), "undo-2", "", ("undo",)),
    _s("redo", "Redo", "Edit", "edit.redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo-2", "", ("redo",)),
    _s("cut", "Cut", "Edit", "edit.cut", ("Ctrl+X",), "scissors", "", ("document",), 1),
    _s("copy", "Copy", "Edit", "edit.copy", ("Ctrl+C",), "copy", "", (), 1),
    _s("paste", "Paste", "Edit", "edit.paste", ("Ctrl+V",), "clipboard-paste",
       "Paste; >>> and In [1]: prompts are dropped", (), 1),
    _s("select_all", "Select all", "Edit", "edit.select_all", ("Ctrl+A",), None, "", (), 1),
    _s("toggle_comment", "Comment or uncomment", "Edit", "editor.toggle_comment", ("Ctrl+/",), "hash",
       "Put # before the chosen lines, or take it away", ("document",), 2),
    _s("number_up", "Turn the number up", "Edit", "numbers.turn", ("Alt+=", "Alt++"), None,
       "The number at the caret, or the next one in its line, one step up; in live mode the graph follows", ("document",), 2,
       args=(1,), words="dial change value increase"),
    _s("number_down", "Turn the number down", "Edit", "numbers.turn", ("Alt+-",), None,
       "The number at the caret, or the next one in its line, one step down; in live mode the graph follows", ("document",), 2,
       args=(-1,), words="dial change value decrease"),
    _s("find_text", "Find in the program…", "Edit", "editor_panel.show_find", ("Ctrl+Shift+F",), "text-search",
       "Find words in the editor", ("document",), 2, words="search editor text"),
    _s("find", "Find node, tensor or op…", "Edit", "finder.focus", ("Ctrl+F",), "search",
       "Find a node, a tensor or an op of this run", (), 2, words="search graph"),
    _s("find_next", "Next hit", "Edit", "finder.next", ("F3",), None, "The next of what the search has found",
       ("tape",), 2, words="search result"),
    _s("find_previous", "Previous hit", "Edit", "finder.previous", ("Shift+F3",), None,
       "The one before of what the search has found", ("tape",), 2, words="search result"),
    _s("search_results", "All that was found", "Edit", "views.show_panel", ("Ctrl+Alt+F",), None,
       "The list of what the search has found", ("document",), 2, args=("search",), words="search results panel hits"),
    # View
    _s("zoom_in", "Zoom in", "View", "zoom_in", ("Ctrl++", "Ctrl+="), "zoom-in", "Make everything larger"),
    _s("zoom_out", "Zoom out", "View", "zoom_out", ("Ctrl+-",), "zoom-out", "Make everything smaller"),
    _s("zoom_reset", "Actual size", "View", "zoom_reset", ("Ctrl+Alt+0",), None, "Zoom to 100 %"),
    _s("theme_system", "Theme of the system", "View/Theme", "set_theme", (), "sun-moon", "", (), 1, "theme",
       ("system",), "dark light colours"),
    _s("theme_light", "Light theme", "View/Theme", "set_theme", (), "sun", "", (), 1, "theme", ("light",)),
    _s("language_system", "Language of the system", "View/Language", "set_language", (), None, "", (), 1, "language",
       ("system",), "language english chinese"),
    _s("language_en", "English", "View/Language", "set_language", (), None, "", (), 1, "language", ("en",), "language"),
    _s("language_zh", "简体中文", "View/Language", "set_language", (), None, "", (), 1, "language", ("zh",),
       "language simplified chinese zhongwen"),
    _s("theme_dark", "Dark theme", "View/Theme", "set_theme", (), "moon", "", (), 1, "theme", ("dark",)),
    _s("doctor", "Doctor", "View", "views.show_panel", ("Ctrl+Shift+D",), "stethoscope",
       "What is wrong or suspect in this run, and what to do", ("document",), 2, args=("doctor",),
       words="diagnose problems warnings findings why"),
    _s("compare_before", "Compare with the run before", "Run", "views.compare_before", (), None,
       "What differs between this run and the one before it, worst first", ("tape",), 2,
       words="diff difference runs edit divergence"),
    _s("compare_tape", "Compare with a tape…", "Run", "views.compare_tape", (), None,
       "What differs between this run and a stored one", ("tape",), 2, words="diff difference runs divergence"),
    _s("first_divergence", "First divergence", "Run", "views.comparing.first_divergence", (), None,
       "Go to the first event whose numbers differ from the other run's", ("tape",), 2, words="compare diff"),
    _s("next_difference", "Next difference", "Run", "views.comparing.step", (), None,
       "The next event whose numbers differ from the other run's", ("tape",), 2, args=(1,), words="compare diff"),
    _s("previous_difference", "Previous difference", "Run", "views.comparing.step", (), None,
       "The event before whose numbers differ from the other run's", ("tape",), 2, args=(-1,), words="compare diff"),
    _s("plots", "Plots", "View", "views.show_panel", ("Ctrl+Alt+P",), "chart-line",
       "Loss, gradients, weights and updates over the iterations; a gradient by depth; a tensor's numbers",
       ("document",), 2, args=("plots",), words="loss curve chart histogram heat map norm training"),
    _s("plots_log", "Logarithmic plots", "View/Plots", "views.plots.toggle_log", (), None,
       "Plots with a logarithmic scale, or a linear one again", ("tape",), 2, words="log scale"),
    *[_s(f"plots_{kind}", text, "View/Plots", "views.plots.save", (), None, "", ("tape",), 2, args=(kind,),
         words="save export chart numbers") for kind, text in (
             ("csv", "Save the plots' numbers…"), ("svg", "Save the plots as SVG…"), ("png", "Save the plots as PNG…"))],
    _s("watch", "Watch the selection", "View", "views.watch_selection", ("Ctrl+Alt+W",), None,
       "The tensor selected, or an expression, with its value and gradient at every step", ("document",), 2,
       words="watch expression variable panel"),
    _s("next_panel", "Next panel", "View", "panel_focus.next", ("F6",), None, "Move the keys to the next panel",
       (), 2, words="focus"),
    _s("previous_panel", "Previous panel", "View", "panel_focus.previous", ("Shift+F6",), None,
       "Move the keys to the panel before", (), 2, words="focus"),
    _s("reset_layout", "Reset the layout", "View", "reset_layout", (), "layout-dashboard",
       "Put every panel back where it was at first", (), 3, words="docks panels"),
    _s("present", "Lecture mode", "View", "present.start", ("Ctrl+L",), "presentation",
       "Show the graph, the step in plain words and the code to a room, full screen", ("document",), 4,
       words="present lecture projector full screen lesson"),
    # Run
    _s("run", "Run", "Run", "runner.run", ("F5",), "play", "Run the program", ("runnable",), words="start continue"),
    _s("pause", "Pause", "Run", "runner.pause", ("Ctrl+F5",), "pause", "Hold the run where it is",
       ("running", "not_paused")),
    _s("stop", "Stop", "Run", "runner.stop", ("Shift+F5",), "square", "End the run; what it recorded stays",
       ("running",)),
    _s("live", "Live mode", "Run", "live.toggle", ("Ctrl+Alt+L",), None,
       "Run the program again as you type; Ctrl+drag or Ctrl+Shift+wheel changes a number under the pointer", (), 0, "on",
       words="rerun automatic hot reload scrub number"),
    _s("toggle_breakpoint", "Toggle breakpoint", "Run", "editor.toggle_breakpoint", ("F9",), "circle-dot",
       "The run stops before this line", ("document",), 1),
    _s("run_to_line", "Go to this line", "Run", "runner.run_to_line", ("Ctrl+F9",), "text-cursor",
       "Move the cursor to the next step of this line", ("tape",), 1, words="run to line"),
    _s("enable_breakpoint", "Switch breakpoint on or off", "Run", "editor.enable_breakpoint", ("Shift+F9",), None,
       "The breakpoint of this line stays, but does not stop", ("document",), 1, words="disable"),
    _s("break_on_node", "Break on this node", "Run", "views.breaks.toggle_on_selection", ("Ctrl+Shift+F9",), None,
       "The run stops when the node selected is made, and when it runs in backward", ("tape",), 1, words="breakpoint"),
    _s("break_on_write", "Break on writes of .grad", "Run", "views.breaks.toggle_on_write", (), None,
       "The run stops when the .grad of the tensor selected is written", ("tape",), 1, words="breakpoint watchpoint"),
    _s("breakpoints", "All breakpoints", "Run", "views.show_panel", ("Ctrl+Alt+B",), None,
       "The list of breakpoints, and a line to type one on an op, a kind of node, a write or a condition", ("document",), 1,
       args=("breakpoints",), words="panel nan inf norm condition"),
    _s("enable_breakpoints", "Switch all breakpoints on or off", "Run", "views.breaks.enable_all", (), None, "",
       ("breakpoints",), 1, words="disable"),
    _s("clear_breakpoints", "Clear all breakpoints", "Run", "views.breaks.clear", (), None, "",
       ("breakpoints",), 1),
    # Step
    _s("step_forward", "Step", "Step", "steps.step_forward", ("F10", "Ctrl+Right"), "step-forward",
       "The next op, or the next node of backward", ("tape",)),
    _s("step_back", "Step back", "Step", "steps.step_back", ("Shift+F10", "Ctrl+Left"), "step-back",
       "The op or node before", ("tape",)),
    _s("micro_forward", "Micro-step", "Step", "steps.micro_forward", ("F11",), "chevron-right",
       "Within a node: the next edge, then the sum", ("tape",), 1),
    _s("micro_back", "Micro-step back", "Step", "steps.micro_back", ("Shift+F11",), "chevron-left",
       "Within a node: the edge before", ("tape",), 1),
    _s("next_backward", "Next backward()", "Step", "steps.next_backward", ("F8",), "fast-forward",
       "The start of the next backward() call", ("tape",), 2),
    _s("previous_backward", "Previous backward()", "Step", "steps.previous_backward", ("Shift+F8",), "rewind",
       "The start of the backward() call before", ("tape",), 2),
    _s("next_iteration", "Next iteration", "Step", "steps.next_iteration", ("Ctrl+F8",), None,
       "The first step of the next iteration", ("tape",), 2, words="loop"),
    _s("previous_iteration", "Previous iteration", "Step", "steps.previous_iteration", ("Ctrl+Shift+F8",), None,
       "The first step of this iteration, or of the one before", ("tape",), 2, words="loop"),
    _s("next_forward", "Next start of forward", "Step", "steps.next_forward", ("Alt+F8",), None,
       "The first step of the next forward part", ("tape",), 2),
    _s("previous_forward", "Previous start of forward", "Step", "steps.previous_forward", ("Alt+Shift+F8",), None,
       "The first step of this forward part, or of the one before", ("tape",), 2),
    _s("next_on_node", "Next on this node", "Step", "steps.next_on_node", ("Ctrl+Down",), None,
       "The next event on the node selected, or at the cursor", ("tape",), 3),
    _s("previous_on_node", "Previous on this node", "Step", "steps.previous_on_node", ("Ctrl+Up",), None,
       "The event before on the node selected, or at the cursor", ("tape",), 3),
    _s("next_write", "Next write of .grad", "Step", "steps.next_write", ("Alt+Down",), None,
       "The next change of the .grad of the tensor selected", ("tape",), 3),
    _s("previous_write", "Previous write of .grad", "Step", "steps.previous_write", ("Alt+Up",), None,
       "The change before of the .grad of the tensor selected", ("tape",), 3),
    _s("next_breakpoint", "Next breakpoint", "Step", "steps.next_breakpoint", ("Ctrl+F10",), None,
       "The next place where a breakpoint holds", ("tape", "breakpoints"), 3),
    _s("previous_breakpoint", "Previous breakpoint", "Step", "steps.previous_breakpoint", ("Ctrl+Shift+F10",), None,
       "The place before where a breakpoint holds", ("tape", "breakpoints"), 3),
    _s("first", "First step", "Step", "steps.first", ("Ctrl+Home",), "skip-back", "The start of the tape",
       ("tape",), 4),
    _s("last", "Last step", "Step", "steps.last", ("Ctrl+End",), "skip-forward", "The end of the tape", ("tape",), 4),
    _s("go_to_step", "Go to step…", "Step", "dialogs.go_to_step", ("Ctrl+G",), "arrow-right",
       "Step number n", ("tape",), 4, words="jump event number"),
    _s("play", "Play", "Step", "steps.play", ("Ctrl+Space",), "play", "Step by itself, at the chosen speed",
       ("tape",), 5, words="animate speed"),
    _s("follow", "Follow the run", "Step", "steps.follow", (), "locate-fixed",
       "Keep the cursor at the newest event while the program runs", ("running",), 5),
    # Graph
    _s("fit", "Fit the graph", "Graph", "fit_graph", ("Ctrl+0",), "maximize", "Show the whole graph", ("tape",)),
    _s("fit_selection", "Fit the selection", "Graph", "graph_control.fit_selection", ("Ctrl+Shift+0",), None,
       "Show what is selected, as large as it can be", ("tape",)),
    _s("show_current", "Show the current node", "Graph", "graph_control.show_current", ("Ctrl+Shift+L",), None,
       "Bring the node at the cursor into view", ("tape",), words="centre locate"),
    _s("follow_step", "Follow the current step", "Graph", "graph_control.toggle", (), "locate-fixed",
       "The graph moves so that the current node is in view", (), 1, "on", ("follow_step",), words="camera"),
    _s("minimap", "Minimap", "Graph", "graph_control.toggle", ("Ctrl+Shift+M",), "map",
       "A small picture of the whole graph while it does not fit into view", (), 1, "on", ("minimap",), "overview"),
    _s("edge_gradients", "Size of gradients on edges", "Graph", "graph_control.toggle", ("Ctrl+Shift+G",), None,
       "Edges are the thicker the larger the gradient that flowed along them", (), 1, "on", ("edge_gradients",),
       "thickness magnitude norm log"),
    _s("edge_shapes", "Shapes on edges", "Graph", "graph_control.toggle", (), None,
       "Write the shapes of tensors on the edges that carry them", (), 1, "on", ("edge_shapes",), "size dimensions"),
    _s("check_gradient", "Check this gradient", "Graph", "check.start", ("Ctrl+K",), None,
       "Compare the gradient of what is inspected with finite differences of the recorded program, in float64",
       ("tape",), 1, words="gradcheck finite differences numerical wrong backward"),
    _s("what_if", "What if it had another value…", "Graph", "views.whatif.start", ("Ctrl+Alt+I",), None,
       "Suppose another value of what is inspected, and see forward and backward with it beside the recorded numbers",
       ("tape",), 1, args=("value",), words="suppose change leaf experiment"),
    _s("what_if_grad", "What if another gradient arrived…", "Graph", "views.whatif.start", (), None,
       "Suppose another gradient of what is inspected, and see the rest of backward with it",
       ("tape",), 1, args=("grad",), words="suppose change experiment"),
    _s("leave_what_if", "Leave what-if", "Graph", "views.whatif.stop", (), None,
       "Back to the recorded numbers alone", ("tape",), 1, words="suppose restore"),
    _s("release", "Put the node back", "Graph", "graph_control.release", (), None,
       "The node that was dragged goes back to where the layout has it", ("tape",), 2, words="release pin drag"),
    _s("release_all", "Put all nodes back", "Graph", "graph_control.release_all", (), None,
       "All nodes that were dragged go back to where the layout has them", ("pins",), 2, words="release pin drag"),
    _s("bookmark", "Put a bookmark here", "Graph", "bookmarks.set_bookmark", ("Ctrl+D",), "bookmark",
       "Keep this step, node and camera", ("tape",), 3, args=(0,), words="mark"),
    _s("bookmarks", "All bookmarks", "Graph", "views.show_panel", (), None, "The list of bookmarks, with their notes",
       ("document",), 3, args=("bookmarks",), words="marks notes panel"),
    *_numbered("bookmark_set", "Put bookmark {number}", "Graph/Put bookmark", "bookmarks.set_bookmark", "Ctrl+Shift+{}",
               "Keep this step, node and camera under this number"),
    *_numbered("bookmark_go", "Go to bookmark {number}", "Graph/Go to bookmark", "bookmarks.go_to_bookmark", "Ctrl+{}",
               "The step, the node and the camera that were kept under this number"),
    _s("copy_image", "Copy image", "Graph", "export.copy_image", ("Ctrl+Shift+C",), "clipboard",
       "Put the graph at this step on the clipboard", ("tape",), 4, words="picture figure"),
    *[_s(f"copy_{kind}", "Copy as {kind}", "Graph/Copy as", "export.copy_as", (), None,
         "Put the graph at this step on the clipboard as {kind}", ("tape",), 4, args=(kind,), words="clipboard text",
         fields={"kind": name})
      for kind, name in (("svg", "SVG"), ("tex", "TikZ"), ("mmd", "Mermaid"), ("dot", "DOT"), ("json", "JSON"))],
    _s("collapse", "Collapse", "Graph", "views.graph.view.hands.collapse", ("Ctrl+Shift+[", "Ctrl+Shift+{"),
       "fold-vertical", "Draw the part around the selected card as one: its module, loop, function or line",
       ("tape",), 2, words="fold close group module loop"),
    _s("expand", "Expand", "Graph", "views.graph.view.hands.expand", ("Ctrl+Shift+]", "Ctrl+Shift+}"),
       "unfold-vertical", "Show what the selected group holds", ("tape",), 2, words="unfold open group"),
    _s("collapse_all", "Collapse all", "Graph", "views.graph.view.folds.close_all", (), "chevrons-down-up",
       "Draw every outer part as one", ("tape",), 2, words="fold close groups"),
    _s("expand_all", "Expand all", "Graph", "views.graph.view.folds.open_all", (), "chevrons-up-down",
       "Show every node by itself", ("tape",), 2, words="unfold open groups"),
    _s("outline", "Outline", "Graph", "views.show_panel", ("Ctrl+Shift+O",), "list-tree",
       "Modules, loops and functions of the graph as a tree", ("document",), 2, None, ("outline",), "modules iterations tree panel"),
    _s("graph_grouping_module", "Modules and loops", "Graph/Collapse by", "graph_control.choose", (), None,
       "Parts of the graph are calls of modules, and iterations", (), 2, "grouping", ("graph_grouping", "module"), "collapse fold"),
    _s("graph_grouping_iteration", "Loops", "Graph/Collapse by", "graph_control.choose", (), None,
       "Parts of the graph are iterations of loops", (), 2, "grouping", ("graph_grouping", "iteration"), "collapse fold iteration"),
    _s("graph_grouping_function", "Functions", "Graph/Collapse by", "graph_control.choose", (), None,
       "Parts of the graph are calls of the program's functions", (), 2, "grouping", ("graph_grouping", "function"), "collapse fold def"),
    _s("graph_grouping_line", "Source lines", "Graph/Collapse by", "graph_control.choose", (), None,
       "Parts of the graph are what one source line made", (), 2, "grouping", ("graph_grouping", "line"), "collapse fold"),
    _s("graph_grouping_none", "Nothing", "Graph/Collapse by", "graph_control.choose", (), None,
       "Every node is drawn by itself", (), 2, "grouping", ("graph_grouping", "none"), "collapse fold"),
    _s("graph_view_graph", "Autograd graph", "Graph/View", "graph_control.choose", (), "network",
       "Nodes as in grad_fn.next_functions, with their leaves", (), 3, "view", ("graph_view", "graph")),
    _s("graph_view_tensors", "Computation", "Graph/View", "graph_control.choose", (), "workflow",
       "All that was computed, tracked or not, with values and gradients as grids", (), 3, "view",
       ("graph_view", "tensors"), "tensors ops values grid untracked"),
    _s("other_view", "Other view", "Graph/View", "graph_control.next_choice", ("Ctrl+Alt+V",), None,
       "Change between the autograd graph and the computation", (), 3, None, ("graph_view",), "tensors switch toggle"),
    _s("graph_direction_down", "Top-down", "Graph/Direction", "graph_control.choose", (), "move-down",
       "Values flow down, gradients up", (), 3, "direction", ("graph_direction", "down")),
    _s("graph_direction_right", "Left to right", "Graph/Direction", "graph_control.choose", (), "move-right",
       "Values flow to the right, gradients to the left", (), 3, "direction", ("graph_direction", "right"), "horizontal"),
    _s("other_direction", "Other direction", "Graph/Direction", "graph_control.next_choice", ("Ctrl+Alt+D",), None,
       "Change between top-down and left to right", (), 3, None, ("graph_direction",), "turn rotate toggle"),
    # Help
    _s("keys", "Keys", "Help", "dialogs.keys", ("F1",), "keyboard", "All shortcuts", (), 0, words="help shortcuts"),
    _s("command_palette", "All commands…", "Help", "commands.show", ("Ctrl+Shift+P",), "command",
       "Find and run any command", (), 0),
    _s("about", "About Retrograd", "Help", "dialogs.about", (), "info", "", (), 1),
)
