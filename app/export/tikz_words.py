"""The frame of a TikZ figure: its document, its commands, its colours and the glyphs of the states."""

from __future__ import annotations

from .frame import Frame

TONES = ("canvas", "text", "sub", "edge", "cur", "vis", "pend", "error", "errorbg", "nograd", "cardline", "border")

DOCUMENT = r"""% A figure of backprop, made by Retrograd. It compiles on its own: pdflatex FILE.tex
% In another document: the packages standalone, tikz and iftex, and this file by input.
\documentclass[tikz,border=0pt]{{standalone}}
\usepackage{{iftex}}
\ifPDFTeX
  \usepackage[T1]{{fontenc}}
  \usepackage{{textcomp}}
  \usepackage[scaled=0.95]{{helvet}}
  \usepackage{{courier}}
\fi
{cjk}\begin{{document}}%
\begingroup
\def\rgu{{{unit}}}%
{colours}
\def\rgfont#1#2{{\fontsize{{#1\dimexpr{size}pt}}{{#1\dimexpr{size}pt}}#2\selectfont}}%
\def\rgt{{\rgfont{{14}}{{\sffamily\bfseries}}}}%
\def\rgs{{\rgfont{{11}}{{\sffamily}}}}%
\def\rgm{{\rgfont{{11}}{{\ttfamily\fontseries{{b}}}}}}%
\def\rgc{{\rgfont{{12}}{{\ttfamily\fontseries{{b}}}}}}%
\def\rgk{{\rgfont{{12}}{{\sffamily}}}}%
\ifPDFTeX
  \def\rgsign#1{{{{\setlength{{\fboxsep}}{{0.5pt}}\fbox{{\fontsize{{4}}{{4}}\selectfont #1}}}}}}%
\else
  \def\rgsign#1{{\char"#1\relax}}%
\fi
% anchor, place, font, colour, room, words: set on one line, narrower if they are wider than their room
\def\rgtext#1#2#3#4#5#6{{\node[anchor=#1,inner sep=0pt,outer sep=0pt,text=#4] at #2 {{#3\setbox0\hbox{{#6}}%
  \ifdim\wd0>#5\dimexpr\rgu\relax \resizebox{{#5\dimexpr\rgu\relax}}{{\height}}{{\box0}}\else \box0 \fi}};}}%
% two corners, the bar's corner, fill, bar, outline
\def\rgcard#1#2#3#4#5#6{{%
  \begin{{scope}}\clip[rounded corners=7*\rgu] #1 rectangle #2;
  \fill[#4] #1 rectangle #2; \fill[#5] #1 rectangle #3;\end{{scope}}
  \draw[rounded corners=7*\rgu,#6] #1 rectangle #2;}}%
\begin{{tikzpicture}}[x=\rgu,y=-\rgu,line cap=butt,line join=round]
{body}
\end{{tikzpicture}}%
\endgroup
\end{{document}}
"""

# For figures with Chinese: lualatex and xelatex set it in the first of these fonts that the machine has.
CJK = r"""% This figure has Chinese in it: compile it with lualatex or xelatex.
\ifPDFTeX
  \def\rgcjk#1{\rgsign{#1}}%
  \def\rgwide#1#2{#2}%
\else
  \ifXeTeX\IfFileExists{fontspec.sty}{\usepackage{fontspec}}{}\fi
  \ifLuaTeX\IfFileExists{luaotfload.sty}{\IfFileExists{fontspec.sty}{\usepackage{fontspec}}{}}{}\fi
  \makeatletter
  \let\rgcjkfont\relax
  \@ifpackageloaded{fontspec}{%
    \@for\rgname:=Noto Sans CJK SC,Noto Sans SC,Source Han Sans SC,Microsoft YaHei,PingFang SC,SimHei,%
      WenQuanYi Zen Hei,FandolHei,FandolHei-Regular.otf\do{%
      \ifx\rgcjkfont\relax\IfFontExistsTF{\rgname}{\expandafter\newfontfamily\expandafter\rgcjkfont\expandafter{\rgname}}{}\fi}}{}
  \makeatother
  \def\rgcjk#1{{\rgcjkfont\char"#1\relax}}%
  \def\rgwide#1#2{\ifx\rgcjkfont\relax #2\else\rgcjk{#1}\fi}%
\fi
"""

GLYPHS = {
    "pending": r"\draw[rgpend,line width=1.3*\rgu] (4.5,4.5) circle [radius=3.7*\rgu];",
    "current": r"\fill[rgcur] (4.5,4.5) circle [radius=4.5*\rgu];",
    "visited": r"\draw[rgvis,line width=1.8*\rgu,line cap=round] (.5,5) -- (3.6,8) -- (9,1.5);",
    "unreached": r"\draw[rgpend,line width=1.4*\rgu,line cap=round] (1,4.5) -- (8,4.5);",
    "cut": r"\begin{scope}[shift={(-3,-2)},rgerror,line width=1.1*\rgu,line cap=round]"
           r"\draw (3.25,3.25) circle [radius=1.6*\rgu] (3.25,9.75) circle [radius=1.6*\rgu];"
           r"\draw (4.4,4.4) -- (6.5,6.5) (10.8,2.2) -- (4.4,8.6) (8,8) -- (10.8,10.8);\end{scope}",
}


def colours_text(frame: Frame, more: set[str]) -> str:
    """Definitions of the palette's colours, named rgTONE, and of others, named rgRRGGBB."""
    named = {tone: frame.palette[tone] for tone in TONES} | {"ink": frame.ink, "ground": frame.ground} | {c[1:]: c for c in sorted(more)}
    return "\n".join(f"\\definecolor{{rg{name}}}{{HTML}}{{{value[1:].upper()}}}%" for name, value in named.items())
