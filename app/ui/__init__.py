"""The window: Qt widgets that show a session. Nothing outside this package imports QtWidgets."""
