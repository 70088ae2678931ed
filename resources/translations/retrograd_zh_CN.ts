<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>Retrograd</name>
    <message>
        <location filename="../../app/export/__init__.py"/>
        <source>the run has events 0 to {last}; there is no {step}.</source>
        <translation>这次运行的事件为 0 到 {last}，没有 {step}。</translation>
    </message>
    <message>
        <location filename="../../app/export/__init__.py"/>
        <source>the run has no events, so there is nothing to draw.</source>
        <translation>这次运行没有事件，没有可画的内容。</translation>
    </message>
    <message>
        <location filename="../../app/export/at.py"/>
        <source>there is no backward call {wanted}: the run has {count} backward call.</source>
        <translation>没有第 {wanted} 次 backward 调用：这次运行共有 {count} 次。</translation>
    </message>
    <message>
        <location filename="../../app/export/at.py"/>
        <source>there is no backward call {wanted}: the run has {count} backward calls.</source>
        <translation>没有第 {wanted} 次 backward 调用：这次运行共有 {count} 次。</translation>
    </message>
    <message>
        <location filename="../../app/export/at.py"/>
        <source>there is no step {step}: the run has events 0 to {last}.</source>
        <translation>没有第 {step} 步：这次运行的事件为 0 到 {last}。</translation>
    </message>
    <message>
        <location filename="../../app/export/at.py"/>
        <source>“{at}” is no place in a run: it is “forward”, “backward:K” or “last”.</source>
        <translation>“{at}”不是运行中的位置：可用 “forward”、“backward:K” 或 “last”。</translation>
    </message>
    <message>
        <location filename="../../app/export/cardtext.py"/>
        <source>None: cut</source>
        <translation>None：被切断</translation>
    </message>
    <message>
        <location filename="../../app/export/cardtext.py"/>
        <source>None: cut at line {line}</source>
        <translation>None：在第 {line} 行被切断</translation>
    </message>
    <message>
        <location filename="../../app/export/cardtext.py"/>
        <source>leaf</source>
        <translation>叶子</translation>
    </message>
    <message>
        <location filename="../../app/export/cardtext.py"/>
        <source>made before the recording</source>
        <translation>录制开始前创建</translation>
    </message>
    <message>
        <location filename="../../app/export/cardtext.py"/>
        <source>no grad_fn</source>
        <translation>没有 grad_fn</translation>
    </message>
    <message>
        <location filename="../../app/export/cardtext.py"/>
        <source>not tracked</source>
        <translation>未跟踪</translation>
    </message>
    <message>
        <location filename="../../app/export/cardtext.py"/>
        <source>not yet</source>
        <translation>尚无</translation>
    </message>
    <message>
        <location filename="../../app/export/cardtext.py"/>
        <source>older</source>
        <translation>旧值</translation>
    </message>
    <message>
        <location filename="../../app/export/cardtext.py"/>
        <source>value</source>
        <translation>值</translation>
    </message>
    <message>
        <location filename="../../app/export/carried.py"/>
        <source>the run in {name} is damaged and cannot be opened.</source>
        <translation>{name} 中携带的运行已损坏，无法打开。</translation>
    </message>
    <message>
        <location filename="../../app/export/carried.py"/>
        <source>the run in {name} is too large ({size:,.0f} MB, the most is {most:,.0f} MB).</source>
        <translation>{name} 中携带的运行太大（{size:,.0f} MB，最多 {most:,.0f} MB）。</translation>
    </message>
    <message>
        <location filename="../../app/export/carried.py"/>
        <source>the run in {name} was written by a newer version ({version}) of Retrograd.</source>
        <translation>{name} 中携带的运行由更新版本（{version}）的 Retrograd 写成。</translation>
    </message>
    <message>
        <location filename="../../app/export/carried.py"/>
        <source>the run was left out: its tape could not be read ({reason}).</source>
        <translation>没有携带运行：无法读取它的记录带（{reason}）。</translation>
    </message>
    <message>
        <location filename="../../app/export/carried.py"/>
        <source>the run was left out: its tape has {size:,.0f} MB, a figure carries at most {most:,.0f} MB.</source>
        <translation>没有携带运行：它的记录带有 {size:,.0f} MB，一张图最多携带 {most:,.0f} MB。</translation>
    </message>
    <message>
        <location filename="../../app/export/choose.py"/>
        <source>nothing in this part of the run is called “{word}”; a selection is a list of node numbers, names, line:8 or tensor:3, with commas.</source>
        <translation>运行的这一部分里没有“{word}”；选择是用逗号分隔的节点编号、名称、line:8 或 tensor:3。</translation>
    </message>
    <message>
        <location filename="../../app/export/frame.py"/>
        <source>There are no tensors here.</source>
        <translation>这里没有张量。</translation>
    </message>
    <message>
        <location filename="../../app/export/frame.py"/>
        <source>a run</source>
        <translation>一次运行</translation>
    </message>
    <message>
        <location filename="../../app/export/frame.py"/>
        <source>before the first step</source>
        <translation>第一步之前</translation>
    </message>
    <message>
        <location filename="../../app/export/frame.py"/>
        <source>step {number} of {count}</source>
        <translation>第 {number} 步，共 {count} 步</translation>
    </message>
    <message>
        <location filename="../../app/export/gif.py"/>
        <source>a GIF needs the package Pillow: `pip install pillow`; svg and pdf figures do without.</source>
        <translation>GIF 需要 Pillow 包：`pip install pillow`；svg 和 pdf 不需要它。</translation>
    </message>
    <message>
        <location filename="../../app/export/group_shapes.py"/>
        <source>norm of each</source>
        <translation>每个的范数</translation>
    </message>
    <message>
        <location filename="../../app/export/group_shapes.py"/>
        <source>norm of some</source>
        <translation>部分的范数</translation>
    </message>
    <message>
        <location filename="../../app/export/groups.py"/>
        <source>norm {norm}</source>
        <translation>范数 {norm}</translation>
    </message>
    <message>
        <location filename="../../app/export/groups.py"/>
        <source>not yet reached</source>
        <translation>尚未到达</translation>
    </message>
    <message>
        <location filename="../../app/export/groups.py"/>
        <source>visited</source>
        <translation>已访问</translation>
    </message>
    <message>
        <location filename="../../app/export/groups.py"/>
        <source>{count:,} node</source>
        <translation>{count:,} 个节点</translation>
    </message>
    <message>
        <location filename="../../app/export/groups.py"/>
        <source>{count:,} nodes</source>
        <translation>{count:,} 个节点</translation>
    </message>
    <message>
        <location filename="../../app/export/groups.py"/>
        <source>{count:,} ops</source>
        <translation>{count:,} 个运算</translation>
    </message>
    <message>
        <location filename="../../app/export/groups.py"/>
        <source>{done:,} of {count:,} visited</source>
        <translation>已访问 {done:,}/{count:,}</translation>
    </message>
    <message>
        <location filename="../../app/export/groups.py"/>
        <source>{nodes} each</source>
        <translation>各 {nodes}</translation>
    </message>
    <message>
        <location filename="../../app/export/job.py"/>
        <source>at a width of {width:g} cm its letters are {points:.1f} points high, hard to read on paper: show fewer nodes (--selection, --collapse) or leave the numbers out (--no-values).</source>
        <translation>宽 {width:g} 厘米时字母只有 {points:.1f} 磅高，印在纸上难以辨认：少画一些节点（--selection、--collapse），或不写数字（--no-values）。</translation>
    </message>
    <message>
        <location filename="../../app/export/job.py"/>
        <source>the run has {count:,} steps, more than a figure of all steps can have ({most:,}): choose some of them by their events, for example --events {first}:{last}.</source>
        <translation>这次运行有 {count:,} 步，超过了一张全步图的上限（{most:,}）：请按事件选取一部分，例如 --events {first}:{last}。</translation>
    </message>
    <message>
        <location filename="../../app/export/job.py"/>
        <source>there are no steps between the events {first} and {last}: the run has events 0 to {end}.</source>
        <translation>事件 {first} 和 {last} 之间没有步：这次运行的事件为 0 到 {end}。</translation>
    </message>
    <message>
        <location filename="../../app/export/kinds.py"/>
        <source>DOT, for Graphviz</source>
        <translation>DOT，用于 Graphviz</translation>
    </message>
    <message>
        <location filename="../../app/export/kinds.py"/>
        <source>GIF, the steps as an animation</source>
        <translation>GIF，逐步动画</translation>
    </message>
    <message>
        <location filename="../../app/export/kinds.py"/>
        <source>HTML, the steps to play in a browser</source>
        <translation>HTML，在浏览器中逐步播放</translation>
    </message>
    <message>
        <location filename="../../app/export/kinds.py"/>
        <source>JSON, the numbers</source>
        <translation>JSON，数值</translation>
    </message>
    <message>
        <location filename="../../app/export/kinds.py"/>
        <source>MP4, the steps as a film</source>
        <translation>MP4，逐步影片</translation>
    </message>
    <message>
        <location filename="../../app/export/kinds.py"/>
        <source>Mermaid, for Markdown</source>
        <translation>Mermaid，用于 Markdown</translation>
    </message>
    <message>
        <location filename="../../app/export/kinds.py"/>
        <source>PDF, for papers</source>
        <translation>PDF，用于论文</translation>
    </message>
    <message>
        <location filename="../../app/export/kinds.py"/>
        <source>PNG, an image</source>
        <translation>PNG，图片</translation>
    </message>
    <message>
        <location filename="../../app/export/kinds.py"/>
        <source>SVG, for the web and for editing</source>
        <translation>SVG，用于网页和编辑</translation>
    </message>
    <message>
        <location filename="../../app/export/kinds.py"/>
        <source>TikZ, for LaTeX</source>
        <translation>TikZ，用于 LaTeX</translation>
    </message>
    <message>
        <location filename="../../app/export/kinds.py"/>
        <source>the file's name says no kind of figure; there are {kinds}.</source>
        <translation>文件名没有说明图的种类；可用的有 {kinds}。</translation>
    </message>
    <message>
        <location filename="../../app/export/kinds.py"/>
        <source>“.{ending}” is no kind of figure; there are {kinds}.</source>
        <translation>“.{ending}”不是图的种类；可用的有 {kinds}。</translation>
    </message>
    <message>
        <location filename="../../app/export/legend.py"/>
        <source>closed group</source>
        <translation>折叠的组</translation>
    </message>
    <message>
        <location filename="../../app/export/legend.py"/>
        <source>cut: no gradient</source>
        <translation>切断：没有梯度</translation>
    </message>
    <message>
        <location filename="../../app/export/legend.py"/>
        <source>cut: no gradient goes on</source>
        <translation>切断：梯度到此为止</translation>
    </message>
    <message>
        <location filename="../../app/export/legend.py"/>
        <source>from − over 0 to +, each map on its own scale; mean ± std, min … max</source>
        <translation>从 − 经 0 到 +，每张热图各有标度；均值 ± 标准差，最小 … 最大</translation>
    </message>
    <message>
        <location filename="../../app/export/legend.py"/>
        <source>gradient, now</source>
        <translation>梯度，此刻</translation>
    </message>
    <message>
        <location filename="../../app/export/legend.py"/>
        <source>gradient, sent</source>
        <translation>梯度，已传</translation>
    </message>
    <message>
        <location filename="../../app/export/legend.py"/>
        <source>leaf, gathers .grad</source>
        <translation>叶子，累积 .grad</translation>
    </message>
    <message>
        <location filename="../../app/export/legend.py"/>
        <source>no gradient</source>
        <translation>没有梯度</translation>
    </message>
    <message>
        <location filename="../../app/export/legend.py"/>
        <source>operation</source>
        <translation>运算</translation>
    </message>
    <message>
        <location filename="../../app/export/legend.py"/>
        <source>value, to its user</source>
        <translation>值，流向使用者</translation>
    </message>
    <message>
        <location filename="../../app/export/legend.py"/>
        <source>where backward began</source>
        <translation>反向传播的起点</translation>
    </message>
    <message>
        <location filename="../../app/export/mermaid.py"/>
        <source>{edges:,} edges, {characters:,} characters: Mermaid draws at most {most} edges and {longest:,} characters until its settings maxEdges and maxTextSize are raised.</source>
        <translation>{edges:,} 条边，{characters:,} 个字符：Mermaid 最多画 {most} 条边和 {longest:,} 个字符，除非调高它的 maxEdges 和 maxTextSize。</translation>
    </message>
    <message>
        <location filename="../../app/export/mp4.py"/>
        <source>an mp4 needs the program ffmpeg, which was not found: install it (apt install ffmpeg, brew install ffmpeg, winget install ffmpeg), or write a .gif, which needs nothing.</source>
        <translation>mp4 需要程序 ffmpeg，但没有找到：请安装（apt install ffmpeg、brew install ffmpeg、winget install ffmpeg），或改写 .gif，它什么都不需要。</translation>
    </message>
    <message>
        <location filename="../../app/export/mp4.py"/>
        <source>ffmpeg could not write the film: {reason}.</source>
        <translation>ffmpeg 无法写出影片：{reason}。</translation>
    </message>
    <message>
        <location filename="../../app/export/options.py"/>
        <source>a figure is either transparent or has a background, not both.</source>
        <translation>图要么透明，要么有背景，不能两者都要。</translation>
    </message>
    <message>
        <location filename="../../app/export/options.py"/>
        <source>the area to be drawn is empty.</source>
        <translation>要画的区域是空的。</translation>
    </message>
    <message>
        <location filename="../../app/export/options.py"/>
        <source>the caption has {count:,} characters; the most is {most:,}.</source>
        <translation>说明文字有 {count:,} 个字符；最多 {most:,} 个。</translation>
    </message>
    <message>
        <location filename="../../app/export/options.py"/>
        <source>the number of steps a second must be from {low:g} to {high:g}, not {value:g}.</source>
        <translation>每秒步数必须在 {low:g} 到 {high:g} 之间，不能是 {value:g}。</translation>
    </message>
    <message>
        <location filename="../../app/export/options.py"/>
        <source>the pause must be from {low:g} to {high:g} seconds, not {value:g}.</source>
        <translation>停顿必须在 {low:g} 到 {high:g} 秒之间，不能是 {value:g}。</translation>
    </message>
    <message>
        <location filename="../../app/export/options.py"/>
        <source>the scale must be from {low:g} to {high:g}, not {value:g}.</source>
        <translation>比例必须在 {low:g} 到 {high:g} 之间，不能是 {value:g}。</translation>
    </message>
    <message>
        <location filename="../../app/export/options.py"/>
        <source>the width must be from {low:g} to {high:g} cm, not {value:g}.</source>
        <translation>宽度须在 {low:g} 到 {high:g} 厘米之间，不能是 {value:g}。</translation>
    </message>
    <message>
        <location filename="../../app/export/options.py"/>
        <source>there is no direction “{word}”; there are {known}.</source>
        <translation>没有方向“{word}”；可用的有 {known}。</translation>
    </message>
    <message>
        <location filename="../../app/export/options.py"/>
        <source>there is no language “{word}”; there are {known}.</source>
        <translation>没有语言“{word}”；可用的有 {known}。</translation>
    </message>
    <message>
        <location filename="../../app/export/options.py"/>
        <source>there is no page size “{page}”; there are {known}.</source>
        <translation>没有页面大小“{page}”；可用的有 {known}。</translation>
    </message>
    <message>
        <location filename="../../app/export/options.py"/>
        <source>there is no theme “{word}”; there are {known}.</source>
        <translation>没有主题“{word}”；可用的有 {known}。</translation>
    </message>
    <message>
        <location filename="../../app/export/options.py"/>
        <source>there is no view “{word}”; there are {known}.</source>
        <translation>没有视图“{word}”；可用的有 {known}。</translation>
    </message>
    <message>
        <location filename="../../app/export/options.py"/>
        <source>there is no way to collapse “{word}”; there are {known}.</source>
        <translation>没有折叠方式“{word}”；可用的有 {known}。</translation>
    </message>
    <message>
        <location filename="../../app/export/options.py"/>
        <source>“{colour}” is no colour: write it as #RRGGBB, for example #FFFFFF.</source>
        <translation>“{colour}”不是颜色：请写成 #RRGGBB，例如 #FFFFFF。</translation>
    </message>
    <message>
        <location filename="../../app/export/pdf.py"/>
        <source>drawn at scale {used:.2g} to fit on the page: its text is small.</source>
        <translation>为放进页面，以比例 {used:.2g} 绘制：文字较小。</translation>
    </message>
    <message>
        <location filename="../../app/export/pdf.py"/>
        <source>drawn at scale {used:.3g}: at {asked:g} it would be larger than a pdf can be.</source>
        <translation>以比例 {used:.3g} 绘制：比例为 {asked:g} 时会超过 pdf 的最大尺寸。</translation>
    </message>
    <message>
        <location filename="../../app/export/pdf.py"/>
        <source>the pdf could not be begun.</source>
        <translation>无法开始写 pdf。</translation>
    </message>
    <message>
        <location filename="../../app/export/raster.py"/>
        <source>drawn at scale {used:.3g}: at {asked:g} it would be larger than a png can be.</source>
        <translation>以比例 {used:.3g} 绘制：比例为 {asked:g} 时会超过 png 的最大尺寸。</translation>
    </message>
    <message>
        <location filename="../../app/export/raster.py"/>
        <source>the picture could not be turned into a png.</source>
        <translation>无法把图片写成 png。</translation>
    </message>
    <message>
        <location filename="../../app/export/raster.py"/>
        <source>there is not enough memory for a picture of {wide:,} × {high:,} px.</source>
        <translation>内存不足，无法绘制 {wide:,} × {high:,} 像素的图片。</translation>
    </message>
    <message>
        <location filename="../../app/export/read.py"/>
        <source>a figure is made of a tape or its path, not of “{kind}”.</source>
        <translation>图由记录带或它的路径生成，不能由“{kind}”生成。</translation>
    </message>
    <message>
        <location filename="../../app/export/reel.py"/>
        <source>Its text cannot be read: show a part of it (--selection).</source>
        <translation>文字无法辨认：请只显示一部分（--selection）。</translation>
    </message>
    <message>
        <location filename="../../app/export/reel.py"/>
        <source>drawn at scale {used:.2g}: at {asked:g} its frames would be larger than {most:,} px.</source>
        <translation>以比例 {used:.2g} 绘制：比例为 {asked:g} 时每帧会超过 {most:,} 像素。</translation>
    </message>
    <message>
        <location filename="../../app/export/scene.py"/>
        <source>backward</source>
        <translation>反向传播</translation>
    </message>
    <message>
        <location filename="../../app/export/scene.py"/>
        <source>backward from {names}</source>
        <translation>从 {names} 反向传播</translation>
    </message>
    <message>
        <location filename="../../app/export/scene.py"/>
        <source>current</source>
        <translation>当前</translation>
    </message>
    <message>
        <location filename="../../app/export/scene.py"/>
        <source>forward: values flow downwards</source>
        <translation>前向：值向下流动</translation>
    </message>
    <message>
        <location filename="../../app/export/scene.py"/>
        <source>forward: values flow to the right</source>
        <translation>前向：值向右流动</translation>
    </message>
    <message>
        <location filename="../../app/export/scene.py"/>
        <source>not made yet</source>
        <translation>尚未创建</translation>
    </message>
    <message>
        <location filename="../../app/export/scene.py"/>
        <source>tensor {id}</source>
        <translation>张量 {id}</translation>
    </message>
    <message>
        <location filename="../../app/export/scene.py"/>
        <source>whole run</source>
        <translation>整个运行</translation>
    </message>
    <message>
        <location filename="../../app/export/scene.py"/>
        <source>{start}: gradients flow to the left</source>
        <translation>{start}：梯度向左流动</translation>
    </message>
    <message>
        <location filename="../../app/export/scene.py"/>
        <source>{start}: gradients flow upwards</source>
        <translation>{start}：梯度向上流动</translation>
    </message>
    <message>
        <location filename="../../app/export/tikz.py"/>
        <source>drawn at scale {used:.3g}: TeX can hold no larger picture.</source>
        <translation>以比例 {used:.3g} 绘制：TeX 容不下更大的图。</translation>
    </message>
    <message>
        <location filename="../../app/export/told.py"/>
        <source>cut</source>
        <translation>切断</translation>
    </message>
    <message>
        <location filename="../../app/export/write.py"/>
        <source>{path} is no folder's file: numbered figures need one.</source>
        <translation>{path} 不是文件夹里的文件：编号的图需要这样的文件。</translation>
    </message>
    <message>
        <location filename="../../app/model/breakpoints.py"/>
        <source>A breakpoint has at most {most} characters.</source>
        <translation>断点最多 {most} 个字符。</translation>
    </message>
    <message>
        <location filename="../../app/model/breakpoints.py"/>
        <source>A condition is missing.</source>
        <translation>缺少条件。</translation>
    </message>
    <message>
        <location filename="../../app/model/breakpoints.py"/>
        <source>After {kind}: stands {target}.</source>
        <translation>{kind}: 之后应写{target}。</translation>
    </message>
    <message>
        <location filename="../../app/model/breakpoints.py"/>
        <source>There are no breakpoints on {kind}; there are {known}, and bare conditions.</source>
        <translation>没有针对 {kind} 的断点；可以用 {known}，或只写条件。</translation>
    </message>
    <message>
        <location filename="../../app/model/breakpoints.py"/>
        <source>There is no {name} here; there are {names}.</source>
        <translation>这里没有 {name}；可用的有 {names}。</translation>
    </message>
    <message>
        <location filename="../../app/model/breakpoints.py"/>
        <source>Type what to stop at: line:12, grad_fn:Mul*, grad:w, nan, or norm &gt; 10.</source>
        <translation>请输入在哪里停下：line:12、grad_fn:Mul*、grad:w、nan 或 norm &gt; 10。</translation>
    </message>
    <message>
        <location filename="../../app/model/breakpoints.py"/>
        <source>a grad_fn, its line and which of several it is</source>
        <translation>一个 grad_fn、它所在的行，以及是其中第几个</translation>
    </message>
    <message>
        <location filename="../../app/model/breakpoints.py"/>
        <source>a grad_fn; * and ? stand for anything</source>
        <translation>一个 grad_fn；* 和 ? 代表任意字符</translation>
    </message>
    <message>
        <location filename="../../app/model/breakpoints.py"/>
        <source>a line number</source>
        <translation>行号</translation>
    </message>
    <message>
        <location filename="../../app/model/breakpoints.py"/>
        <source>the name of a tensor; * and ? stand for anything</source>
        <translation>张量的名字；* 和 ? 代表任意字符</translation>
    </message>
    <message>
        <location filename="../../app/model/breakpoints.py"/>
        <source>the name of an op; * and ? stand for anything</source>
        <translation>运算的名字；* 和 ? 代表任意字符</translation>
    </message>
    <message>
        <location filename="../../app/model/breakpoints.py"/>
        <source>{text} is no line number.</source>
        <translation>{text} 不是行号。</translation>
    </message>
    <message>
        <location filename="../../app/model/breakpoints.py"/>
        <source>{text} is not like {example}.</source>
        <translation>{text} 不是 {example} 那样的写法。</translation>
    </message>
    <message>
        <location filename="../../app/model/breakpoints.py"/>
        <source>{text} is not like {example}; a condition stands after if.</source>
        <translation>{text} 不是 {example} 那样的写法；条件写在 if 之后。</translation>
    </message>
    <message>
        <location filename="../../app/model/check.py"/>
        <source>This cannot be read as Python: {error}</source>
        <translation>无法作为 Python 读取：{error}</translation>
    </message>
    <message>
        <location filename="../../app/model/check.py"/>
        <source>{name} is not in Retrograd's torch</source>
        <translation>Retrograd 的 torch 里没有 {name}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>.data hides a write from autograd: the version does not change, so backward() cannot notice and gives a wrong gradient without an error.</source>
        <translation>.data 使写入对自动求导不可见：版本不变，所以 backward() 察觉不到，给出错误的梯度而没有报错。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>.grad changes</source>
        <translation>.grad 会变</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>.grad is None</source>
        <translation>.grad 为 None</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>.item() at line {line} on a tensor of {count} elements</source>
        <translation>第 {line} 行对有 {count} 个元素的张量用 .item()</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>A Python function without return gives None. A module's result is what forward() returns.</source>
        <translation>没有 return 的 Python 函数给出 None。模块的结果就是 forward() 返回的东西。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>A classification loss compares one row of scores with one class number a sample.</source>
        <translation>分类损失把每个样本的一行分数与一个类别编号比较。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>A computed tensor belongs to its graph, which deepcopy cannot copy.</source>
        <translation>算出的张量属于它的图，deepcopy 无法复制图。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>A computed tensor requires grad because its inputs do; that cannot be switched off afterwards.</source>
        <translation>算出的张量需要梯度，是因为它的输入需要；事后不能关掉。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>A constant moves the loss and no slope. What shall be made small must stay a tensor until backward().</source>
        <translation>常数只移动损失，不改变斜率。要变小的量必须一直是张量，直到 backward()。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>A convolution at line {line} gets an input of the wrong shape</source>
        <translation>第 {line} 行的卷积得到形状不对的输入</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>A custom Function is not written as PyTorch wants it</source>
        <translation>自定义 Function 没有按 PyTorch 的要求书写</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>A gradient flows back along recorded operations only. {what}</source>
        <translation>梯度只沿录下的运算往回流。{what}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>A gradient in .grad is not a constant: each backward() adds to it. A computation that shall be differentiated must not hang on it.</source>
        <translation>.grad 中的梯度不是常量：每次 backward() 都会累加。要求导的计算不能依赖它。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>A gradient is a product of slopes along the way; one that is 0 makes it 0.</source>
        <translation>梯度是沿途斜率的乘积；其中一个为 0，它就为 0。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>A gradient says how much each element of an argument counts, so it has that argument's shape.</source>
        <translation>梯度说明参数的每个元素占多大份量，所以形状与参数相同。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>A hook is called with the tensor's gradient; this one does not require grad.</source>
        <translation>hook 会以张量的梯度被调用；这个张量不需要梯度。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>A hook returns something that is not a gradient of this tensor</source>
        <translation>hook 返回的内容不是这个张量的梯度</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>A layer holds its weights. Made in forward() (or in the loop), it forgets what was learned at once.</source>
        <translation>层持有自己的权重。如果在 forward()（或循环）里创建，学到的东西马上就忘了。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>A leaf is where gradients end up. If a tracked operation overwrote it, it would be the result of that operation and no leaf any more, and its .grad would go to a value that is gone.</source>
        <translation>叶子是梯度的终点。如果被跟踪的运算覆盖了它，它就成了该运算的结果，不再是叶子，它的 .grad 就会对应一个已经消失的值。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>A matrix product at line {line} gets {have} columns where {want} rows stand</source>
        <translation>第 {line} 行的矩阵乘法得到 {have} 列，而另一侧有 {want} 行</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>A method is given at line {line} where its result is wanted</source>
        <translation>第 {line} 行给的是方法，而需要的是它的结果</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>A method runs when it is called; naming it alone does nothing.</source>
        <translation>方法被调用时才运行；只写名字什么也不做。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>A module without forward() is called at line {line}</source>
        <translation>第 {line} 行调用了没有 forward() 的模块</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>A module's parameter can only be replaced by an nn.Parameter; otherwise optimizers and state_dict would lose it.</source>
        <translation>模块的参数只能用 nn.Parameter 替换；否则优化器和 state_dict 会失去它。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>A parameter that does not require grad has no .grad, and an optimizer skips it without a word.</source>
        <translation>不需要梯度的参数没有 .grad，优化器会不声不响地跳过它。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>A plain tensor is assigned to the parameter {name} at line {line}</source>
        <translation>第 {line} 行把普通张量赋给参数 {name}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>A recurrent layer at line {line} gets an input or state of the wrong size</source>
        <translation>第 {line} 行的循环层得到大小不对的输入或状态</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>A recurrent layer takes (time, batch, features), with batch_first=True (batch, time, features), and a state of (layers, batch, hidden). The features are its first argument, the batch must be the same in both.</source>
        <translation>循环层接受（时间、批次、特征），batch_first=True 时为（批次、时间、特征），状态为（层、批次、隐藏）。特征数是它的第一个参数，两者的批次必须相同。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>A relu is applied to the scores that cross_entropy takes (line {line})</source>
        <translation>对 cross_entropy 所取的分数用了 relu（第 {line} 行）</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>A similarity of samples is the product of vectors of length 1: each row is to be divided by its own norm.</source>
        <translation>样本的相似度是长度为 1 的向量的乘积：每一行应除以自己的范数。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>A slope can be finite and still far too large: a division by almost 0, or a root or norm next to 0.</source>
        <translation>斜率可以是有限的，却仍然过大：除以接近 0 的数，或在 0 附近开根、取范数。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>A smaller learning rate, initial biases that are not negative, or leaky_relu.</source>
        <translation>更小的学习率、不为负的初始偏置，或 leaky_relu。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>A state_dict holds tensors by the names of the model's parts; names and shapes must be the same.</source>
        <translation>state_dict 按模型各部分的名字保存张量；名字和形状必须相同。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>A step changes the parameters in place. A graph that was built before the step still needs the old values in its backward.</source>
        <translation>step 会就地修改参数。在 step 之前建立的图，反向传播时仍需要旧的值。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>A target of temporal differences, reward + discount · value of the next state, counts as data. With a gradient the values of two states only meet half way, and learning is slow or wrong.</source>
        <translation>时序差分的目标（奖励 + 折扣 · 下一状态的价值）应当算作数据。如果它也有梯度，两个状态的价值只会各走一半，学得慢或学错。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>A tensor kept from one turn of the loop to the next keeps its history. Backward then wants to go on through the turns before, whose saved tensors are freed. retain_graph=True would hide it and make every turn slower.</source>
        <translation>从循环的一轮留到下一轮的张量保留着它的历史。于是反向传播想继续穿过之前各轮，而它们保存的张量已释放。retain_graph=True 会掩盖问题，并使每一轮更慢。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>A tensor made in inference_mode is used at line {line} where gradients are recorded</source>
        <translation>在 inference_mode 中创建的张量在第 {line} 行用于录制梯度的地方</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>A tensor of several elements is used as one truth value at line {line}</source>
        <translation>第 {line} 行把有几个元素的张量当作一个真值</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>A tensor that requires grad keeps its history alive. A sum of such tensors keeps all of them.</source>
        <translation>需要梯度的张量会让它的历史一直存在。这样的张量之和保留所有历史。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>A tuple is used at line {line} as if it were a tensor</source>
        <translation>第 {line} 行把元组当作张量使用</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>A view has as many elements as the tensor it is of.</source>
        <translation>视图的元素个数与原张量相同。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Add the number: {name} += {added}.item()</source>
        <translation>累加数值：{name} += {added}.item()</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>After backward() the graph's saved tensors are freed, unless retain_graph=True was given. A second pass needs a graph of its own.</source>
        <translation>backward() 之后，图中保存的张量会被释放，除非给了 retain_graph=True。第二次反向传播需要自己的图。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>After the last call its norm is {norm}; that call alone gave {last}. It was not reset since line {first}.</source>
        <translation>最后一次之后它的范数是 {norm}；仅那一次为 {last}。自第 {first} 行以来没有重置过。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>After transpose() or permute() the elements lie in another order in memory; a view cannot span them.</source>
        <translation>transpose() 或 permute() 之后，元素在内存中的次序变了；视图无法跨越它们。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>After {count} turns {name} still leads back to all {count} graphs, through a chain of {count} additions; backward() is never called on it.</source>
        <translation>{count} 轮之后 {name} 仍通过 {count} 次加法的链通向全部 {count} 个图；从未对它调用 backward()。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>All {units} units of {name} (line {line}) are alike: they compute the same and stay the same</source>
        <translation>{name} 的全部 {units} 个单元都相同（第 {line} 行）：它们计算同样的东西，并且一直相同</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Along a dimension these functions give what they found and where: a pair (values, indices).</source>
        <translation>沿某个维度时，这些函数给出找到的值和它的位置：一对 (values, indices)。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>An assignment gives the same object a second name, and state_dict() gives the parameters themselves, not their values at that time.</source>
        <translation>赋值只是给同一个对象起了第二个名字；state_dict() 给出的是参数本身，而不是它们当时的值。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>An embedding (or an index) picks rows by their number: indices are int64. torch.tensor([1.0]) and data from NumPy floats are not.</source>
        <translation>嵌入（或索引）按编号取行：索引是 int64。torch.tensor([1.0]) 和来自 NumPy 浮点数的数据不是。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>An index at line {line} lies beyond the embedding's rows</source>
        <translation>第 {line} 行的下标超出了 embedding 的行数</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>An operation is tracked if one of its inputs requires grad at that moment; setting it afterwards changes nothing about what was computed before.</source>
        <translation>当时有一个输入需要梯度，运算才会被跟踪；事后再设，对之前算过的内容没有影响。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>An optimizer changes only the tensors it was given.{more}</source>
        <translation>优化器只修改交给它的张量。{more}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>An optimizer keeps the tensors it was given. A model made anew, a parameter replaced, or another model, has other tensors.</source>
        <translation>优化器保存的是交给它的那些张量。重新创建的模型、被替换的参数或另一个模型，有的是别的张量。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>An optimizer makes the loss smaller. One with a minus before an error, or of an unbounded score, becomes smaller for ever, and the parameters run away.</source>
        <translation>优化器会使损失变小。误差前带负号的损失，或没有上界的得分，会一直变小，参数也随之发散。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>An optimizer skips parameters whose .grad is None, without a word.</source>
        <translation>优化器会跳过 .grad 为 None 的参数，不作提示。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>At step {number} of {count} it was below {share} of its greatest value. The last step changed {name} by {ratio} of its own size, though its gradient's norm is {norm}.</source>
        <translation>在 {count} 步中的第 {number} 步，它已低于最大值的 {share}。最后一步只改变了 {name} 自身大小的 {ratio}，而它的梯度范数是 {norm}。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Attention weighs all keys for each query: each row of scores is one query's, and the softmax must make its weights sum to 1.</source>
        <translation>注意力为每个查询给所有键加权：得分的每一行属于一个查询，softmax 必须使这一行的权重之和为 1。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Autograd keeps a reference to what a gradient's formula needs, not a copy. Each in-place change counts up the tensor's version, and a saved tensor must have the version it was saved with.</source>
        <translation>自动求导保存的是梯度公式所需内容的引用，不是副本。每次就地修改都会使张量的版本加一，而保存的张量必须还是保存时的版本。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Autograd trusts a custom Function: what backward() returns is taken as the gradient, right or wrong.</source>
        <translation>自动求导信任自定义 Function：backward() 返回什么就当作梯度，不论对错。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>BCELoss wants probabilities between 0 and 1 for both output and target.</source>
        <translation>BCELoss 要求输出和目标都是 0 到 1 之间的概率。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Backward multiplies the slopes of all layers in between. A sigmoid's slope is 0.25 at most, and small weights shrink it further.</source>
        <translation>反向传播把途中各层的斜率相乘。sigmoid 的斜率至多 0.25，小的权重使它更小。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Backward multiplies the slopes of all layers in between; above 1 each, the product grows with depth.</source>
        <translation>反向传播把途中各层的斜率相乘；每个都大于 1 时，乘积随深度增长。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Backward of {op} at line {line} makes the first {what}: {how}</source>
        <translation>第 {line} 行的 {op} 的反向传播产生了第一个 {what}：{how}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Batch norm at line {line} is training on one value a channel</source>
        <translation>第 {line} 行的 batch norm 在训练时每个通道只有一个值</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Batch norm is in training mode at line {line} while the model is evaluated (under no_grad)</source>
        <translation>评估模型时（在 no_grad 下）第 {line} 行的 batch norm 仍处于训练模式</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Between backward() at line {call_line} and step() the gradients are reset: in {count} of {all} steps {name} had none.</source>
        <translation>在第 {call_line} 行的 backward() 和 step() 之间梯度被重置：{all} 次 step 中有 {count} 次 {name} 没有梯度。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Binary cross-entropy takes the probability of the class: 1 for yes, 0 for no. Labels of −1 and 1, or class numbers from 0 to n, are another form.</source>
        <translation>二元交叉熵要的是属于该类的概率：是为 1，否为 0。−1 和 1 的标签，或 0 到 n 的类别编号，是另一种形式。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Bring both to one shape: output.squeeze(1), or y.unsqueeze(1).float().</source>
        <translation>使两者形状相同：output.squeeze(1)，或 y.unsqueeze(1).float()。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Bring both to one shape: {first}.squeeze(1), or {second}.unsqueeze(1).</source>
        <translation>使两者形状相同：{first}.squeeze(1)，或 {second}.unsqueeze(1)。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Build the model as it was when it was saved; for a part of it, strict=False or a dict without the others.</source>
        <translation>按保存时的样子建立模型；只要一部分时，用 strict=False 或去掉其他项的字典。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Call backward() before the parameters are changed.</source>
        <translation>在修改参数之前调用 backward()。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Call backward() on the tensor, and take .item() only of what is printed or kept.</source>
        <translation>对张量调用 backward()，只对要打印或保留的内容取 .item()。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Call model.eval() before predicting single samples; drop the last batch of one (drop_last=True) in training.</source>
        <translation>预测单个样本前调用 model.eval()；训练时丢掉只有一个样本的最后一批（drop_last=True）。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Call model.train() at the beginning of each epoch.</source>
        <translation>在每个 epoch 开始时调用 model.train()。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Call requires_grad_() on the input before the output is computed.</source>
        <translation>在计算输出之前对输入调用 requires_grad_()。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Call scheduler.step() at the end of the epoch, after optimizer.step().</source>
        <translation>在每个 epoch 结束时、optimizer.step() 之后调用 scheduler.step()。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Call super().__init__() as the first line of __init__.</source>
        <translation>把 super().__init__() 作为 __init__ 的第一行。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Call zero_grad() once a step: right after step().</source>
        <translation>每一步只调用一次 zero_grad()：紧跟在 step() 之后。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Call {leaf}.requires_grad_() (or make it with requires_grad=True) before line {line}.</source>
        <translation>在第 {line} 行之前调用 {leaf}.requires_grad_()（或用 requires_grad=True 创建它）。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Call {optimizer}.step() after backward().</source>
        <translation>在 backward() 之后调用 {optimizer}.step()。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Calling a module runs its forward(); a misspelt or wrongly indented one is not found.</source>
        <translation>调用模块就是运行它的 forward()；拼错或缩进错误的 forward 找不到。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Change it in place, under torch.no_grad():  {new}</source>
        <translation>在 torch.no_grad() 下就地修改：{new}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Check that {name} is the very tensor that {output} was computed from; where None is a fine answer, allow_unused=True.</source>
        <translation>确认 {name} 正是计算 {output} 所用的那个张量；如果 None 也可以，用 allow_unused=True。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Check the order of the dimensions (batch_first) and make the state for this batch: torch.zeros(layers, x.size(0), hidden).</source>
        <translation>检查维度的次序（batch_first），并为这个批次创建状态：torch.zeros(layers, x.size(0), hidden)。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Class numbers go from 0 to the number of scores less one.</source>
        <translation>类别编号从 0 到分数个数减一。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Class {target} at line {line} does not exist: the output has too few scores</source>
        <translation>第 {line} 行的类别 {target} 不存在：输出的分数太少</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Clipping changes what stands in .grad at that moment. step() reads .grad when it is called.</source>
        <translation>裁剪改变的是那一刻 .grad 里的值。step() 在被调用时读取 .grad。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Compute it under  with torch.no_grad():  or compare with {target}.detach().</source>
        <translation>在  with torch.no_grad():  下计算它，或与 {target}.detach() 比较。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Compute {root} anew before each backward(), or add the losses and call backward() once. Only if both passes shall really share the graph: the first one with retain_graph=True.</source>
        <translation>每次 backward() 之前重新计算 {root}，或把损失相加后只调用一次 backward()。只有两次确实要共用一个图时，第一次才用 retain_graph=True。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Convert the data once: x.float() (or torch.tensor(…, dtype=torch.float32)); targets of a regression too.</source>
        <translation>把数据转换一次：x.float()（或 torch.tensor(…, dtype=torch.float32)）；回归的目标也一样。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Convert the targets: y.long(), or make them with dtype=torch.long.</source>
        <translation>转换目标：y.long()，或用 dtype=torch.long 创建。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Convert them: (y + 1) / 2 for −1 and 1; for several classes use cross_entropy.</source>
        <translation>转换它们：−1 和 1 用 (y + 1) / 2；多个类别用 cross_entropy。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Convert them: idx.long(), or make them with dtype=torch.long.</source>
        <translation>转换它们：idx.long()，或用 dtype=torch.long 创建。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Convolutions take (batch, channels, height, width); the number of channels is the layer's first argument.</source>
        <translation>卷积接受（批次、通道、高、宽）；通道数是该层的第一个参数。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Copy it: {name} = copy.deepcopy({text}).</source>
        <translation>复制它：{name} = copy.deepcopy({text})。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Copy its numbers: t.detach().clone().</source>
        <translation>复制它的数值：t.detach().clone()。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Cut the history at the end of each turn{fix_words}, and drop retain_graph=True.</source>
        <translation>在每轮结束时切断历史{fix_words}，并去掉 retain_graph=True。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Cut the history where the turn begins: {shared} = {shared}.detach(). Or compute it anew within the loop.</source>
        <translation>在一轮开始处切断历史：{shared} = {shared}.detach()。或在循环内重新计算它。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Define forward(self, x) in the class, indented as __init__ is.</source>
        <translation>在类中定义 forward(self, x)，缩进与 __init__ 相同。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Derive forward() once more; torch.autograd.gradcheck with float64 inputs tests it. The inspector's check shows the elements one by one.</source>
        <translation>重新推导 forward() 的导数；用 float64 输入的 torch.autograd.gradcheck 可以检验。检查器的检查会逐个显示元素。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Divide the learning rate by 10 (and again, until the loss falls){advice}.</source>
        <translation>把学习率除以 10（再除，直到损失下降）{advice}。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Divide the learning rate{lr} by 10 or more, scale the inputs to about 1, or clip the gradients.</source>
        <translation>把学习率{lr}除以 10 或更多，把输入缩放到 1 左右，或裁剪梯度。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Do every backward() first and the steps afterwards, or compute the second loss anew after the step. A graph that shall not reach these parameters needs .detach() on their output.</source>
        <translation>先做完每次 backward()，再做 step；或在 step 之后重新计算第二个损失。若某个图不应到达这些参数，对它们的输出用 .detach()。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Dropout is for training. In training mode it zeroes a part of the values and scales the others up.</source>
        <translation>dropout 用于训练。训练模式下它把一部分值设为零，并放大其余的值。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Dropout is on at line {line} while the model is evaluated (under no_grad)</source>
        <translation>评估模型时（在 no_grad 下）第 {line} 行的 dropout 仍开着</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Each backward() at line {line} goes through more of the past: {first} nodes at first, {last} in the end</source>
        <translation>第 {line} 行的每次 backward() 都要走过更多的过去：起初 {first} 个节点，最后 {last} 个</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Each row of {name} has the same numbers, and each row of its gradient too, still after {count} backward calls.</source>
        <translation>{name} 的每一行数值都相同，它的梯度的每一行也相同，{count} 次 backward 之后仍是如此。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Each step overshoots the minimum and lands where the slope is steeper, so that the next one is longer still. The usual cause is too large a learning rate, or inputs of very large size.</source>
        <translation>每一步都越过最小值，落到更陡的地方，下一步就更长。通常原因是学习率太大，或输入太大。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Elementwise operations broadcast: from the last dimension backwards, sizes must be equal or one of them 1.</source>
        <translation>逐元素运算会广播：从最后一维往前，大小必须相等，或其中之一为 1。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Elementwise operations stretch dimensions of size 1. (n, 1) against (n,) becomes (n, n), and the loss is least when every output is the mean of the targets.</source>
        <translation>逐元素运算会拉伸大小为 1 的维。(n, 1) 与 (n,) 变成 (n, n)，当每个输出都是目标的平均值时损失最小。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>End it with a return of what it has computed.</source>
        <translation>在末尾 return 它算出的结果。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Exchange the two: {second} first, {first} second.</source>
        <translation>把两者对调：{second} 在前，{first} 在后。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Far from 0 {function} hardly changes, and backward multiplies by that slope.</source>
        <translation>远离 0 时 {function} 几乎不变，而反向传播要乘以这个斜率。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Fill the weights with different numbers: leave the layer's own random ones, or use nn.init.xavier_uniform_ or kaiming_uniform_; constants are for biases.</source>
        <translation>用不同的数填充权重：保留层自己的随机权重，或用 nn.init.xavier_uniform_ 或 kaiming_uniform_；常数只用于偏置。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Finish the tensor first and ask for gradients last: {name} = (…).detach().requires_grad_(), or nn.Parameter(…).</source>
        <translation>先把张量做好，最后才要求梯度：{name} = (…).detach().requires_grad_()，或 nn.Parameter(…)。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>For the gradient of the last call alone: {name}.grad = None before it (or {name}.grad.zero_()).</source>
        <translation>若只要最后一次的梯度：在它之前 {name}.grad = None（或 {name}.grad.zero_()）。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>For two classes with one score use a sigmoid (BCEWithLogitsLoss); else check dim.</source>
        <translation>两类、一个分数时用 sigmoid（BCEWithLogitsLoss）；否则检查 dim。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>For {input} it leads to {analytic}, finite differences to {numeric}: {wrong} of {count} elements differ.</source>
        <translation>对 {input} 它得出 {analytic}，有限差分为 {numeric}：{count} 个元素中有 {wrong} 个不同。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Freeze the other part of the model, or give the optimizer the parameters that shall learn.</source>
        <translation>请冻结模型的另一部分，或把要学习的参数交给优化器。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Generators, map, filter, zip and parameters() are iterators: they give each element once. A list can be gone through again and again.</source>
        <translation>生成器、map、filter、zip 和 parameters() 都是迭代器：每个元素只给一次。列表则可以反复遍历。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Give a positive number. To climb instead of descend, use maximize=True or change the sign of the loss.</source>
        <translation>请给正数。若要上升而不是下降，用 maximize=True 或改变损失的符号。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Give a tensor of the root's shape: torch.ones_like(root) weighs all the same.</source>
        <translation>给一个与根同形状的张量：torch.ones_like(root) 使所有元素权重相同。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Give cross_entropy the scores: leave the softmax out, and apply it only to predict.</source>
        <translation>把分数交给 cross_entropy：去掉 softmax，只在预测时用。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Give it the number of times step() will be called: epochs=epochs, steps_per_epoch=len(loader) for one call a batch.</source>
        <translation>把 step() 将被调用的次数告诉它：每个批次调用一次时，epochs=epochs，steps_per_epoch=len(loader)。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Give the class numbers, y.argmax(1) (the simplest: leave one_hot out), or convert: y.float().</source>
        <translation>给出类别编号 y.argmax(1)（最简单：不用 one_hot），或转换：y.float()。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Give the optimizer the parameters of the model that computes the loss, after that model is as it will be used.</source>
        <translation>等计算损失的模型不再变动之后，再把它的参数交给优化器。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Gradient {index} has shape ({got}); the argument has shape ({wanted}).</source>
        <translation>第 {index} 个梯度的形状是 ({got})；参数的形状是 ({wanted})。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Gradients accumulate: no zero_grad() between one backward() and the next (line {line})</source>
        <translation>梯度在累积：两次 backward() 之间没有 zero_grad()（第 {line} 行）</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Gradients explode: {first} gets {ratio} times what {last} gets (line {line})</source>
        <translation>梯度爆炸：{first} 得到 {last} 的 {ratio} 倍（第 {line} 行）</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Gradients of several batches add up in .grad as long as nothing resets it. Reset within, the other batches are computed for nothing.</source>
        <translation>只要不重置，几个批次的梯度会在 .grad 里累加。如果中间重置了，其余批次就白算了。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Gradients vanish: {first} gets {ratio} of what {last} gets (line {line})</source>
        <translation>梯度消失：{first} 得到的只有 {last} 的 {ratio}（第 {line} 行）</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>In a matrix product the columns of the first must be as many as the rows of the second; nn.Linear(in, out) holds a weight whose product with its input needs `in` features last.</source>
        <translation>矩阵乘法中第一个的列数必须等于第二个的行数；nn.Linear(in, out) 的权重与输入相乘，输入的最后一维必须是 `in` 个特征。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>In each of {count} turns step() had used the gradients already, and before the next step() they were made anew.</source>
        <translation>在全部 {count} 轮中，step() 都已经用过梯度，而在下一次 step() 之前梯度又被重新计算。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>In the last {calls} of the looked-at passes ({samples} samples) they were never above 0, so no gradient comes to their weights.</source>
        <translation>在查看的最后 {calls} 次（{samples} 个样本）中它们从未大于 0，所以它们的权重没有梯度。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>In training mode batch norm uses the batch at hand; in evaluation mode the running averages.</source>
        <translation>训练模式下 batch norm 用当前批次；评估模式下用滑动平均。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>In training, batch norm divides by the batch's own standard deviation, which one value does not have.</source>
        <translation>训练时 batch norm 要除以批次自身的标准差，而单个值没有标准差。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>It comes from {leaves}, and none of them has requires_grad=True.</source>
        <translation>它由 {leaves} 算出，其中没有一个设了 requires_grad=True。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>It holds {held} (made at line {held_line}), which get no gradient; backward() reaches {used} (made at line {used_line}), which no optimizer has.</source>
        <translation>它持有 {held}（第 {held_line} 行创建），它们没有梯度；backward() 到达的是 {used}（第 {used_line} 行创建），没有优化器持有它们。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>It is the result of {op} (line {made}), a tracked operation: its gradient flows on to what that took.</source>
        <translation>它是 {op}（第 {made} 行）的结果，是被跟踪的运算：它的梯度会继续流向该运算的输入。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>It normalised with the batch's own mean and changed its running mean: the output depends on what else is in the batch, and the test data leaks into the model.</source>
        <translation>它用批次自身的平均值归一化，并改变了滑动平均：输出取决于同批的其他样本，测试数据也会泄漏进模型。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>It ran {count} times; {name}.grad has a graph of its own after each.</source>
        <translation>它运行了 {count} 次；每次之后 {name}.grad 都有自己的图。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>It was given an empty list: {because}.</source>
        <translation>它得到的是空列表：{because}。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Its inputs go from {low} to {high}; the slope there is about {slope}, so hardly any gradient comes back.</source>
        <translation>它的输入从 {low} 到 {high}；那里的斜率约为 {slope}，几乎没有梯度传回。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Keep the input away from where the slope grows without bound: add a small number, or clamp; clip the gradients.</source>
        <translation>让输入远离斜率无限增长的地方：加一个小数，或用 clamp；裁剪梯度。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Keep the tensors: torch.stack([…]) or torch.cat([…]) join them, sum(…) or + adds them up, and all have a gradient.</source>
        <translation>保留张量：torch.stack([…]) 或 torch.cat([…]) 把它们连起来，sum(…) 或 + 把它们加起来，这些都有梯度。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Leave the activation after the last layer out.</source>
        <translation>去掉最后一层之后的激活函数。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Leave the sigmoid out, or use BCELoss after it.</source>
        <translation>去掉 sigmoid，或在它之后用 BCELoss。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Leave those that shall learn with requires_grad=True: freeze only a part of the model.</source>
        <translation>应当学习的参数保留 requires_grad=True：只冻结模型的一部分。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Leave {how} out at line {taken}.</source>
        <translation>去掉第 {taken} 行的 {how}。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Let one dimension be found, -1, and check what the layers before give: a smaller last batch changes the size too.</source>
        <translation>让一维自动求出（-1），并检查前面各层的输出：较小的最后一批也会改变大小。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Let the last layer give as many scores as there are classes; numbers that begin at 1 need y - 1.</source>
        <translation>让最后一层给出与类别数相同的分数个数；若编号从 1 开始，要用 y - 1。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Line {line} adds a plain number to the loss: {how} at line {taken} has taken it out of the graph</source>
        <translation>第 {line} 行把一个普通的数加进了损失：第 {taken} 行的 {how} 已把它从图中取出</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Line {line} changes a view in place that autograd cannot follow</source>
        <translation>第 {line} 行就地修改了自动求导无法跟踪的视图</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Line {line} copies a tensor that is not a leaf</source>
        <translation>第 {line} 行复制了不是叶子的张量</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Line {line} makes a NumPy array of a tensor that is tracked</source>
        <translation>第 {line} 行把被跟踪的张量变成 NumPy 数组</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Line {line} normalises over the batch (dim 0), and the product at line {used} compares row with row</source>
        <translation>第 {line} 行沿批次（dim 0）归一化，而第 {used} 行的乘积是逐行比较</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Line {used_line} computed with {before}; when backward() at line {call_line} runs, {name} is {after}.</source>
        <translation>第 {used_line} 行用 {before} 计算；第 {call_line} 行的 backward() 运行时 {name} 是 {after}。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Line {used_line} saved {name}.grad for its own backward. backward() writes its sums into that same tensor, in place.</source>
        <translation>第 {used_line} 行为自己的反向传播保存了 {name}.grad。backward() 会就地把和写进同一个张量。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Line {used} computed with {names} while it required grad; backward() at line {call_line} ran after the switch and left .grad alone.</source>
        <translation>第 {used} 行用 {names} 计算时它还需要梯度；第 {call_line} 行的 backward() 在关闭之后运行，没有动 .grad。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Look at the loss's sign: minimise the error itself, and put a minus only before what shall become large and is bounded.</source>
        <translation>请检查损失的符号：应最小化误差本身，只在想要变大且有界的量前面加负号。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Look for a reshape that moves samples into features: view(-1, …) with the wrong size, or a missing flatten.</source>
        <translation>找找把样本变成特征的 reshape：大小不对的 view(-1, …)，或缺少 flatten。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Losses take the model's output first and the target second: loss(output, target).</source>
        <translation>损失函数先要模型的输出，再要目标：loss(output, target)。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Make a list of it: {name} = list({text}).</source>
        <translation>把它变成列表：{name} = list({text})。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Make a new tensor instead of changing this one in place, or change it after backward().</source>
        <translation>不要就地修改，而是创建新张量；或在 backward() 之后再修改。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Make each anew: [… for _ in range({count})].</source>
        <translation>逐个新建：[… for _ in range({count})]。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Make its leaf with requires_grad=True before it is computed.</source>
        <translation>在计算它之前，用 requires_grad=True 创建它的叶子。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Make the embedding as large as the greatest index plus one.</source>
        <translation>让 embedding 的大小为最大下标加一。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Make the layer once, in __init__ or before the loop, and call it here.</source>
        <translation>在 __init__ 里或循环之前创建一次，在这里只调用。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Make the layer with batch_first=True, or take {output}[-1] of data that has time first.</source>
        <translation>创建层时写 batch_first=True；或让数据的时间在第一维，并取 {output}[-1]。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Make the model's parts attributes, nn.ModuleList or nn.Parameter, and pass model.parameters() anew.</source>
        <translation>把模型的各部分做成属性、nn.ModuleList 或 nn.Parameter，并重新传入 model.parameters()。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Make the optimizer once, before the loop.</source>
        <translation>在循环之前只创建一次优化器。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Make what the gradient is wanted for with requires_grad=True (or call {first}.requires_grad_()) before computing with it.</source>
        <translation>想求谁的梯度，就用 requires_grad=True 创建谁（或在用它计算之前调用 {first}.requires_grad_()）。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Move step() after backward().</source>
        <translation>把 step() 移到 backward() 之后。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Move zero_grad() before backward().</source>
        <translation>把 zero_grad() 移到 backward() 之前。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Multiply the learning rate by 10 or 100.</source>
        <translation>把学习率乘以 10 或 100。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Multiply what is returned by {grad}.</source>
        <translation>把返回的内容乘以 {grad}。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Multiplying a list repeats references; no layer is copied. All {count} places learn as one.</source>
        <translation>列表乘法重复的是引用；层并没有被复制。{count} 处都像一个一样学习。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>No recorded operation leads from {names} to {root}{calls}.</source>
        <translation>没有录下的运算从 {names} 通向 {root}{calls}。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Norms from the root down: {trend}.</source>
        <translation>从根往下的范数：{trend}。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Norms from the root down: {trend}. Each layer passes on about {factor} of what it receives.</source>
        <translation>从根往下的范数：{trend}。每一层大约只传下所收到的 {factor}。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>NumPy</source>
        <translation>NumPy</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>NumPy cannot be followed by autograd: everything computed there is lost for backward().</source>
        <translation>自动求导无法跟踪 NumPy：在那里算的一切对 backward() 来说都丢失了。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>NumPy's floats are float64 and PyTorch's parameters float32; integers stay integers. Matrix products and losses want the same floating dtype on both sides.</source>
        <translation>NumPy 的浮点数是 float64，PyTorch 的参数是 float32；整数仍是整数。矩阵乘法和损失要求两边浮点 dtype 相同。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>OneCycleLR plans its whole way from the start: total_steps, or epochs · steps_per_epoch. It counts every scheduler.step().</source>
        <translation>OneCycleLR 一开始就规划好全程：total_steps，或 epochs · steps_per_epoch。每次 scheduler.step() 都算一步。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Only operations on tensors that require grad are recorded.</source>
        <translation>只有对需要梯度的张量做的运算才会被录下。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Optimizers step against the gradient by themselves: lr is a length, 0 or more. Betas lie between 0 and 1.</source>
        <translation>优化器自己就会逆着梯度走：lr 是步长，不小于 0。beta 在 0 和 1 之间。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Output and target at line {line} have different shapes</source>
        <translation>第 {line} 行的输出和目标形状不同</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Print both shapes and reshape one, for a missing dimension with unsqueeze() or view().</source>
        <translation>打印两个形状并改变其中一个；若缺一维，用 unsqueeze() 或 view()。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Put @staticmethod on both, let backward return a gradient for each argument, and call Name.apply(…).</source>
        <translation>给两者都加上 @staticmethod，让 backward 为每个参数返回梯度，并调用 Name.apply(…)。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Put the line between backward() (line {call_line}) and step() (line {step_line}).</source>
        <translation>把这一行放在 backward()（第 {call_line} 行）和 step()（第 {step_line} 行）之间。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Put {reset} before backward() in the loop.</source>
        <translation>在循环里 backward() 之前放 {reset}。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>PyTorch warns of it once: the first value of the schedule is skipped.</source>
        <translation>PyTorch 会警告一次：调度的第一个值被跳过。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Python calls __init__, with two underscores on each side, when an object is made. Any other name is a method like others.</source>
        <translation>创建对象时 Python 调用 __init__，两边各两个下划线。别的名字只是普通方法。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Read the traceback from its last line upwards; the step before the error shows the values it met.</source>
        <translation>从最后一行往上读 traceback；错误之前的那一步显示它遇到的值。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Recurrent layers take (time, batch, features) unless batch_first=True. Given (batch, time, features), the samples are taken for steps in time, and no shape is wrong.</source>
        <translation>除非 batch_first=True，循环层接收 (time, batch, features)。给它 (batch, time, features) 时，样本被当成时间步，而形状看不出错。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Reduce it first (.mean().item()), or take .tolist().</source>
        <translation>先归约（.mean().item()），或用 .tolist()。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Reduce it to one number, {operand}.sum().backward() or {operand}.mean().backward() (a loss is usually the mean), or give the weights: {operand}.backward(torch.ones_like({operand})).</source>
        <translation>归约成一个数，{operand}.sum().backward() 或 {operand}.mean().backward()（损失通常取平均），或给出权重：{operand}.backward(torch.ones_like({operand}))。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Return a tensor of grad's shape, or nothing.</source>
        <translation>返回与 grad 同形状的张量，或什么也不返回。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Return {wanted} values, with None for arguments that have no gradient.</source>
        <translation>返回 {wanted} 个值，没有梯度的参数给 None。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Say which: .all(), .any(), or torch.where(…) to choose element by element.</source>
        <translation>说明要哪一种：.all()、.any()，或用 torch.where(…) 逐元素选取。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Scale the inputs to about 1, start from smaller weights, or use another activation.</source>
        <translation>把输入缩放到 1 左右，从更小的权重开始，或用别的激活函数。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Scores may be negative: that is how a class is said to be unlikely. relu cuts them at 0, and the units of the last layer die.</source>
        <translation>分数可以为负：这正表示某一类不太可能。relu 在 0 处截断，最后一层的单元会死掉。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Set requires_grad before the forward, or after backward(); to keep a parameter from changing, leave it out of the optimizer.</source>
        <translation>请在前向之前或 backward() 之后设置 requires_grad；若不想让某个参数变化，就不要把它交给优化器。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Several views were made at once, or under no_grad: writing to one would change the history of all.</source>
        <translation>几个视图是一次创建的，或在 no_grad 下创建：写入其中一个会改变所有视图的历史。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Smaller initial weights, normalisation, or torch.nn.utils.clip_grad_norm_ before the step.</source>
        <translation>更小的初始权重、归一化，或在 step 之前用 torch.nn.utils.clip_grad_norm_。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Some layers return more than one thing: nn.LSTM and nn.GRU give (output, state), torch.max(x, dim) (values, indices).</source>
        <translation>有些层返回不止一个结果：nn.LSTM 和 nn.GRU 给出 (output, state)，torch.max(x, dim) 给出 (values, indices)。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Start from different random weights: leave the layer's own, or use nn.init.xavier_uniform_ or kaiming_uniform_; zeros are for biases.</source>
        <translation>从各不相同的随机权重开始：保留层自带的初始值，或用 nn.init.xavier_uniform_ 或 kaiming_uniform_；零只用于偏置。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Still after {count} backward calls; {stopped} got a gradient of 0 in all of them.</source>
        <translation>{count} 次 backward 之后仍然如此；{stopped} 在每一次里得到的梯度都是 0。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Sum over the dimensions that forward() broadcast over, or reshape, before returning it.</source>
        <translation>返回之前，对 forward() 广播过的维度求和，或改变形状。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Take a copy, {name}.grad.clone() (or .detach().clone()), or get the gradient with torch.autograd.grad(…).</source>
        <translation>取一个副本，{name}.grad.clone()（或 .detach().clone()），或用 torch.autograd.grad(…) 求梯度。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Take a tensor without history, t = t.detach(), or compute it under torch.no_grad().</source>
        <translation>取一个没有历史的张量，t = t.detach()，或在 torch.no_grad() 下计算它。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Take requires_grad away from {root}, and compute it from the model's output without detach, .data, .item(), NumPy, or a new tensor.</source>
        <translation>去掉 {root} 的 requires_grad，并由模型的输出计算它，不用 detach、.data、.item()、NumPy 或新张量。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Take the part that is meant: .values (it has a gradient) or .indices, or write values, indices = x.{op}(dim=1).</source>
        <translation>取想要的那部分：.values（有梯度）或 .indices，或写 values, indices = x.{op}(dim=1)。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Targets of the output's own shape are a probability for each class, so they must be floating point. Class numbers, one a sample, are the other form.</source>
        <translation>与输出形状相同的目标是每个类别的概率，所以必须是浮点数。另一种形式是类别编号，每个样本一个。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Tensors of different dtypes meet at line {line}</source>
        <translation>不同 dtype 的张量在第 {line} 行相遇</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>The backward() of a custom Function returns a gradient of the wrong shape</source>
        <translation>自定义 Function 的 backward() 返回的梯度形状不对</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>The backward() of a custom Function returns {got} gradients where forward() took {wanted} arguments</source>
        <translation>自定义 Function 的 backward() 返回 {got} 个梯度，而 forward() 接受 {wanted} 个参数</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>The change of a weight is the learning rate times its gradient. Usual steps change a weight by about a thousandth of its size.</source>
        <translation>权重的变化是学习率乘以梯度。通常一步改变权重大小的千分之一左右。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>The first step found no gradient; the last backward() is never used.</source>
        <translation>第一次 step 没有找到梯度；最后一次 backward() 从未被用到。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>The gradient given to backward() at line {line} has another shape than what it starts from</source>
        <translation>第 {line} 行给 backward() 的梯度与起点的形状不同</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>The gradient is that of the old value, and will be applied to the new one.</source>
        <translation>梯度是旧值的梯度，却会用到新值上。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>The gradient was computed at line {made}; it has no grad_fn.</source>
        <translation>这个梯度在第 {made} 行计算；它没有 grad_fn。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>The indices at line {line} are not integers</source>
        <translation>第 {line} 行的索引不是整数</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>The input is {shape}, dim={dim}. Every gradient that comes back through it is 0.</source>
        <translation>输入是 {shape}，dim={dim}。经它传回的每个梯度都是 0。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>The learning rate has fallen from {first} to {last} by line {line}: the parameters no longer move</source>
        <translation>学习率被第 {line} 行从 {first} 降到了 {last}：参数不再变化</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>The learning rate is too large: the loss grows from {first} to {last}</source>
        <translation>学习率太大：损失从 {first} 增到 {last}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>The learning rate is too small: in {count} steps the loss went from {first} to {last}</source>
        <translation>学习率太小：{count} 步中损失只从 {first} 变到 {last}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>The learning rate's schedule steps before the optimizer (line {line})</source>
        <translation>学习率调度器在优化器之前执行了 step（第 {line} 行）</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>The loop at line {loop_line} has run {count} turns; from the second on {name} yields nothing{follows}.</source>
        <translation>第 {loop_line} 行的循环运行了 {count} 轮；从第二轮起 {name} 不再给出任何东西{follows}。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>The loss at line {line} gets {have} outputs and {want} targets</source>
        <translation>第 {line} 行的损失得到 {have} 个输出和 {want} 个目标</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>The loss at line {line} is given the targets first: {first} holds class numbers</source>
        <translation>第 {line} 行的损失先得到了目标：{first} 是类别编号</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>The loss at line {loss_line} pulls {output} towards {target} and {target} towards {output}: both are computed from {names}.</source>
        <translation>第 {loss_line} 行的损失既把 {output} 拉向 {target}，也把 {target} 拉向 {output}：两者都由 {names} 算出。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>The loss falls without end, from {first} to {last}: it has no least value</source>
        <translation>损失无止境地下降，从 {first} 到 {last}：它没有最小值</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>The model is not put back into training mode: from call {number} on line {line} trains in evaluation mode</source>
        <translation>模型没有回到训练模式：从第 {number} 次起，第 {line} 行在评估模式下训练</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>The module's __init__ assigns parts at line {line} before super().__init__()</source>
        <translation>模块的 __init__ 在第 {line} 行就给部件赋值，还没有调用 super().__init__()</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>The optimizer at line {line} gets no parameters</source>
        <translation>第 {line} 行的优化器没有得到参数</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>The optimizer at line {line} is given a {what} it cannot have: {value}</source>
        <translation>第 {line} 行给优化器的 {what} 不合法：{value}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>The program stopped at line {line} with {type}</source>
        <translation>程序在第 {line} 行因 {type} 停止</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>The schedule at line {line} is made for {total} steps, and is asked for step {step}</source>
        <translation>第 {line} 行的计划只有 {total} 步，却被要求走第 {step} 步</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>The state_dict loaded at line {line} does not fit the {module}</source>
        <translation>第 {line} 行加载的 state_dict 与 {module} 不符</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>The targets at line {line} are one-hot integers, which cross_entropy takes for probabilities</source>
        <translation>第 {line} 行的目标是 one-hot 整数，cross_entropy 会把它们当成概率</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>The targets at line {line} have a shape that does not fit the scores: {got}</source>
        <translation>第 {line} 行的目标的形状与得分不符：{got}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>The targets at line {line} have the wrong dtype: class numbers are int64</source>
        <translation>第 {line} 行的目标 dtype 不对：类别编号是 int64</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>The targets of {function} at line {line} go from {low} to {high}: they must lie between 0 and 1</source>
        <translation>第 {line} 行 {function} 的目标从 {low} 到 {high}：它们必须在 0 和 1 之间</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>The tensor does not require grad: nothing it was computed from does.</source>
        <translation>这个张量不需要梯度：计算它所用的内容都不需要。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>The training diverges: from call {number} on {root} is {what} (line {line})</source>
        <translation>训练发散：从第 {number} 次起 {root} 是 {what}（第 {line} 行）</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>The values grow from turn to turn until float32 overflows: {root} was {first} at first, then {grown}. {silent}</source>
        <translation>值一轮一轮增长，直到 float32 溢出：{root} 起初为 {first}，后来为 {grown}。{silent}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>This is the program's own error; what ran before it is on the tape.</source>
        <translation>这是程序自身的错误；之前运行的内容都在记录带上。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>This loss compares element with element.</source>
        <translation>这个损失逐元素比较。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>To look at or plot the numbers: .detach().numpy(). To go on computing with a gradient: use the torch function of the same name.</source>
        <translation>要查看或绘图：.detach().numpy()。要继续带梯度计算：用同名的 torch 函数。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>To save memory, only leaves keep their gradient. PyTorch says so in a warning and gives None.{more}</source>
        <translation>为节省内存，只有叶子保留梯度。PyTorch 会给出警告并返回 None。{more}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Too long a step jumps over the minimum to where the slope is steeper, so that the next one jumps further: every turn makes it worse.</source>
        <translation>步子太大会越过最小值，落到更陡的地方，下一步跳得更远：每一轮都更糟。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Two tensors at line {line} have shapes that do not fit: {a} against {b}</source>
        <translation>第 {line} 行的两个张量形状不相配：{a} 与 {b}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Under torch.no_grad() copy into it, {name}.copy_(…), or assign nn.Parameter(…) before the optimizer is made.</source>
        <translation>在 torch.no_grad() 下复制进去，{name}.copy_(…)，或在创建优化器之前赋值 nn.Parameter(…)。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Under torch.no_grad().</source>
        <translation>放在 torch.no_grad() 下。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Units that start with equal weights, with equal weights above them, get equal gradients: each step changes them equally. The layer then does the work of a single unit.</source>
        <translation>以相同权重开始、上方权重也相同的单元得到相同的梯度：每一步对它们的改变都一样。于是这一层只相当于一个单元。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Unpack it: output, state = layer(x), and go on with the part that is needed. Such a layer does not fit into nn.Sequential.</source>
        <translation>把它拆开：output, state = layer(x)，然后用需要的那部分。这样的层不能放进 nn.Sequential。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Update in place:  with torch.no_grad(): {name} -= …</source>
        <translation>就地更新：with torch.no_grad(): {name} -= …</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Use .reshape(…), or .contiguous().view(…).</source>
        <translation>用 .reshape(…)，或 .contiguous().view(…)。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Use BCEWithLogitsLoss on the scores (it has the sigmoid in it), or a sigmoid before BCELoss; targets are 0 or 1.</source>
        <translation>对分数用 BCEWithLogitsLoss（其中含 sigmoid），或在 BCELoss 之前用 sigmoid；目标为 0 或 1。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Use log_softmax (or nn.LogSoftmax(dim=1)) in the model, or cross_entropy on the scores.</source>
        <translation>在模型中用 log_softmax（或 nn.LogSoftmax(dim=1)），或对分数用 cross_entropy。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Use nn.{better}.</source>
        <translation>用 nn.{better}。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Use relu or another activation that does not saturate, better initial weights (kaiming, xavier), normalisation or skip connections; for a recurrent net an LSTM or GRU.</source>
        <translation>用 relu 或别的不饱和的激活函数、更好的初始权重（kaiming、xavier）、归一化或残差连接；循环网络用 LSTM 或 GRU。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Use torch.autograd.grad(…, create_graph=True) and set .grad to None after use; without second derivatives leave create_graph out.</source>
        <translation>用 torch.autograd.grad(…, create_graph=True)，用完后把 .grad 设为 None；不需要二阶导数就不用 create_graph。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Use torch.no_grad() in place of inference_mode(), or clone() the tensor outside of it.</source>
        <translation>用 torch.no_grad() 代替 inference_mode()，或在它之外 clone() 这个张量。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Use {names} in computing the loss, or take {them} out of the optimizer.</source>
        <translation>在计算损失时用到 {names}，或把它从优化器中去掉。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>What a tensor's hook returns takes the gradient's place, so it must be a tensor of the same shape and dtype; None leaves the gradient as it is.</source>
        <translation>张量的 hook 返回的内容会取代梯度，所以它必须是形状和 dtype 相同的张量；返回 None 则保持梯度不变。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>What comes down is multiplied by the weights, and a weight's own gradient by what goes into it: where both are 0, nothing ever moves. And units that start equal stay equal.</source>
        <translation>传下来的梯度要乘以权重，权重自己的梯度要乘以输入：两者都为 0 时，什么也不会动。而且起始相同的单元会一直相同。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>What is kept from turn to turn carries its history along, and retain_graph=True allows backward() to follow it to the start.</source>
        <translation>从一轮留到下一轮的内容带着它的历史，而 retain_graph=True 允许 backward() 一直跟到开头。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>What it returns is its own derivative only; the chain rule wants it multiplied by {grad}.</source>
        <translation>它返回的只是自身的导数；链式法则要求再乘以 {grad}。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Where its input is below 0, relu's slope is 0. A unit whose input is below 0 for all data does not learn any more.</source>
        <translation>输入小于 0 时 relu 的斜率为 0。对所有数据输入都小于 0 的单元不再学习。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Write after backward(), under torch.no_grad() and without .data: then PyTorch checks.</source>
        <translation>在 backward() 之后、torch.no_grad() 之下写入，不用 .data：这样 PyTorch 会检查。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Write create_graph=True in the call at line {made}.</source>
        <translation>在第 {made} 行的调用里写上 create_graph=True。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Write def __init__(self, …).</source>
        <translation>写成 def __init__(self, …)。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Write dim=-1.</source>
        <translation>写成 dim=-1。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Write dim=1 (or dim=-1); or use cross_entropy on the scores.</source>
        <translation>写成 dim=1（或 dim=-1）；或对得分使用 cross_entropy。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Write out of place, or clone() the view first.</source>
        <translation>不要就地写入，或先对视图 clone()。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Write the numbers with a point (1.), or give dtype=torch.float32, or convert with .float() before requires_grad_().</source>
        <translation>把数字写上小数点（1.），或给 dtype=torch.float32，或在 requires_grad_() 之前用 .float() 转换。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Write the parentheses: model.parameters().</source>
        <translation>写上括号：model.parameters()。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Write {loss}()({given}), or use the function of torch.nn.functional.</source>
        <translation>写成 {loss}()({given})，或用 torch.nn.functional 中的函数。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>Write {name}().</source>
        <translation>写成 {name}()。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>[…] * {count} at line {line} repeats one and the same layers: their weights are shared</source>
        <translation>第 {line} 行的 […] * {count} 重复的是同一批层：它们共享权重</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>`if` wants one answer; a comparison of tensors gives one for each element.</source>
        <translation>`if` 要一个答案；张量的比较为每个元素各给一个。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>a pair</source>
        <translation>一对</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>a plain number</source>
        <translation>普通数字</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>adds up</source>
        <translation>累加</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>all frozen</source>
        <translation>全被冻结</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>arguments swapped</source>
        <translation>参数颠倒</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>autograd.grad at line {line} is asked for the gradient of a tensor that does not require grad</source>
        <translation>第 {line} 行的 autograd.grad 要求的是不需要梯度的张量的梯度</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>autograd.grad looks for a path from the output to each input through the recorded operations. There is none: either the input was not used, or something on the way was detached, or the graph was built from another tensor of that name.</source>
        <translation>autograd.grad 沿录下的运算寻找从输出到每个输入的路径。这里没有：要么没有用到这个输入，要么途中有内容被 detach，要么图是由另一个同名张量建立的。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>backward() adds to .grad, it never replaces it.</source>
        <translation>backward() 往 .grad 里累加，从不替换。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>backward() adds to .grad, it never replaces it. So each step also follows the gradients of all turns before.</source>
        <translation>backward() 往 .grad 里累加，从不替换。所以每一步还会跟随之前各轮的梯度。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>backward() and torch.autograd.grad() give plain numbers. Only with create_graph=True are the operations that compute the gradient recorded too, so that a gradient of the gradient exists.</source>
        <translation>backward() 和 torch.autograd.grad() 给出的是单纯的数值。只有用 create_graph=True，计算梯度的操作才会也被记录，梯度的梯度才存在。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>backward() answers for every argument of forward(), in the same order: a gradient, or None where the argument is no tensor or needs none.</source>
        <translation>backward() 要按同样的顺序回应 forward() 的每个参数：给出梯度；若参数不是张量或不需要梯度，给 None。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>backward() asks a leaf once more whether it requires grad before it adds to its .grad.</source>
        <translation>backward() 在累加到叶子的 .grad 之前，会再看一次它是否需要梯度。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>backward() at line {line} goes through a graph that line {freed_line} has freed already</source>
        <translation>第 {line} 行的 backward() 要经过第 {freed_line} 行已释放的图</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>backward() at line {line} ran {count} times; no parameter has changed.</source>
        <translation>第 {line} 行的 backward() 运行了 {count} 次；没有参数改变。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>backward() at line {line} starts from {name}, which has more than one element</source>
        <translation>第 {line} 行的 backward() 从 {name} 开始，而它不止一个元素</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>backward() computes gradients; it is the optimizer's step() that changes the parameters by them.</source>
        <translation>backward() 计算梯度；按梯度修改参数的是优化器的 step()。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>backward() computes the gradient of a scalar. Of a tensor with more elements it needs to be told how much each counts: the vector of a vector-Jacobian product.</source>
        <translation>backward() 计算标量的梯度。若张量有更多元素，就要说明每个元素占多大份量：即向量-雅可比积中的向量。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>backward() fills in .grad of the leaves that require grad and that the root was computed from.</source>
        <translation>backward() 只为需要梯度、且用于计算根的叶子填入 .grad。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>backward() gets the gradient of the result and must give the gradient of the arguments: a product of both.</source>
        <translation>backward() 得到结果的梯度，要给出参数的梯度：是两者的乘积。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>backward() goes from the root to what it was computed from. {names} {is_} not among it.{more}</source>
        <translation>backward() 从根走向计算它所用的内容。{names} 不在其中。{more}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>backward() needs a root that autograd has followed: computed from a leaf with requires_grad=True, by operations that have a gradient, with grad mode on.</source>
        <translation>backward() 需要一个被自动求导跟踪的根：由 requires_grad=True 的叶子，经有梯度的运算，在梯度模式开启时算出。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>backward() wrote to {first}.grad {count} times; its value has not changed since line {made}.</source>
        <translation>backward() 写入 {first}.grad {count} 次；它的值自第 {made} 行以来没有变过。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>backward(create_graph=True) at line {line} in a loop: each gradient keeps its graph, and memory grows</source>
        <translation>第 {line} 行在循环中用 backward(create_graph=True)：每个梯度都保留自己的图，内存增长</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>backward(gradient=…) weighs each element of the root: one weight an element.</source>
        <translation>backward(gradient=…) 给根的每个元素一个权重。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>batch norm training</source>
        <translation>batch norm 在训练</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>batch of one</source>
        <translation>批次为一</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>batch or time</source>
        <translation>批次还是时间</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>batch sizes</source>
        <translation>批次大小</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>binary_cross_entropy at line {line} is given scores that are no probabilities</source>
        <translation>第 {line} 行给 binary_cross_entropy 的分数不是概率</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>broadcasts</source>
        <translation>广播</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>chain rule</source>
        <translation>链式法则</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>changed between</source>
        <translation>其间改变</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>classes</source>
        <translation>类别</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>clipped in vain</source>
        <translation>白白裁剪</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>copy</source>
        <translation>复制张量</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>create_graph</source>
        <translation>create_graph</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>create_graph=True records backward itself, for second derivatives. .grad then refers to that graph and the graph to the parameters: a reference cycle that is not freed by itself.</source>
        <translation>create_graph=True 会把反向传播本身也录下来，用于二阶导数。于是 .grad 引用那个图，图又引用参数：这个引用环不会自己释放。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>cross_entropy and nll_loss take one class number a sample (int64), or, cross_entropy only, probabilities of the output's own shape.</source>
        <translation>cross_entropy 和 nll_loss 对每个样本取一个类别编号（int64）；cross_entropy 还可以取与输出同形状的概率。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>cross_entropy and nll_loss take scores of shape (batch, classes, …) and one class number for each sample or place: the shape of the scores without the classes.</source>
        <translation>cross_entropy 和 nll_loss 要形状为 (batch, classes, …) 的得分，以及每个样本或位置一个类别编号：形状是得分的形状去掉类别那一维。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>cross_entropy takes raw scores (logits). Of probabilities its softmax makes nearly equal ones: the loss cannot come below {least} for {classes} classes and its gradients are small.</source>
        <translation>cross_entropy 要原始分数（logits）。对概率取 softmax 会得到几乎相等的概率：{classes} 类时损失不会低于 {least}，梯度也很小。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>custom Function</source>
        <translation>自定义 Function</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>dead units</source>
        <translation>死单元</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>diverges</source>
        <translation>发散</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>dropout on</source>
        <translation>dropout 开着</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>dtypes</source>
        <translation>dtype 不同</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>exploding</source>
        <translation>梯度爆炸</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>first NaN</source>
        <translation>第一个 NaN</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>forward(ctx, …) and backward(ctx, *grads) of a torch.autograd.Function are static methods, and the function is called by its apply().</source>
        <translation>torch.autograd.Function 的 forward(ctx, …) 和 backward(ctx, *grads) 是静态方法，函数通过 apply() 调用。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>frees the graph</source>
        <translation>释放了图</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>gradient cut</source>
        <translation>梯度被切断</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>gradient is 0</source>
        <translation>梯度为 0</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>gradient shape</source>
        <translation>梯度形状</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>gradients</source>
        <translation>梯度</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>graph cut</source>
        <translation>图被切断</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>graph freed</source>
        <translation>图已释放</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>graph grows</source>
        <translation>图在增长</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>hidden write</source>
        <translation>隐藏的写入</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>history carried over</source>
        <translation>历史被带过来</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>huge gradient</source>
        <translation>梯度极大</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>in no optimizer</source>
        <translation>不在优化器中</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>index</source>
        <translation>下标</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>index dtype</source>
        <translation>索引的 dtype</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>inference</source>
        <translation>推理模式</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>inference_mode() leaves out what autograd needs to know of a tensor, for good.</source>
        <translation>inference_mode() 永久略去了自动求导需要知道的内容。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>input shape</source>
        <translation>输入形状</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>integers</source>
        <translation>整数</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>item()</source>
        <translation>item()</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>item() gives the one number of a tensor with one element.</source>
        <translation>item() 给出单元素张量的那一个数。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>leaf changed</source>
        <translation>叶子被修改</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>leaf replaced</source>
        <translation>叶子被取代</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>loss has no floor</source>
        <translation>损失没有下界</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>loss not made</source>
        <translation>损失未创建</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>loss shapes</source>
        <translation>损失形状</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>lr near 0</source>
        <translation>lr 近 0</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>lr too large</source>
        <translation>lr 太大</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>lr too small</source>
        <translation>lr 太小</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>lr={lr}. A step changes {name} by {ratio} of its own size, though its gradient's norm is {norm}.</source>
        <translation>lr={lr}。一次 step 使 {name} 改变其自身大小的 {ratio}，尽管梯度范数是 {norm}。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>lr={lr}. It is below 0 and grows in size with every step; the gradient's norm of {name} went from {norm0} to {norm1}.</source>
        <translation>lr={lr}。它小于 0，绝对值每一步都在增大；{name} 的梯度范数从 {norm0} 变为 {norm1}。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>lr={lr}{momentum}. A step changes {name} by {ratio} times its own size; its gradient's norm went from {norm0} to {norm1}.</source>
        <translation>lr={lr}{momentum}。一次 step 使 {name} 改变其自身大小的 {ratio} 倍；它的梯度范数从 {norm0} 变到 {norm1}。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>made anew</source>
        <translation>重新创建</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>made here</source>
        <translation>在此创建</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>missing argument</source>
        <translation>缺少参数</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>model.eval() lasts until model.train() is called.</source>
        <translation>model.eval() 一直有效，直到调用 model.train()。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>model.parameters without parentheses is the method itself, not what it yields.</source>
        <translation>没有括号的 model.parameters 是方法本身，不是它产生的内容。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>model.parameters() finds the nn.Parameters and the nn.Modules that are attributes of the module itself; it does not look into Python lists, dicts or tensors.</source>
        <translation>model.parameters() 查找作为模块自身属性的 nn.Parameter 和 nn.Module；它不会查看 Python 列表、字典或张量内部。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>name = … binds the name to a new tensor. Only in-place changes keep the leaf, and only a leaf has its .grad filled in.</source>
        <translation>name = … 把名字绑定到新张量。只有就地修改才保留叶子，也只有叶子才会填入 .grad。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>new tensor</source>
        <translation>新张量</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>nll_loss at line {line} is given {what}, not log-probabilities</source>
        <translation>第 {line} 行的 nll_loss 得到的是{what}，不是对数概率</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>nll_loss only picks the score of the right class and changes its sign; the log_softmax has to come before.</source>
        <translation>nll_loss 只取出正确类别的分数并变号；log_softmax 必须在它之前。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>nn losses are modules: they are made first, with options, and then called.</source>
        <translation>nn 的损失是模块：先带选项创建，再调用。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>nn.Embedding(n, d) has the rows 0 to n - 1.</source>
        <translation>nn.Embedding(n, d) 的行号是 0 到 n - 1。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>nn.Module registers what is assigned to an attribute if it is a module or a parameter; it does not look into Python lists and dicts.</source>
        <translation>赋给属性的若是模块或参数，nn.Module 就会注册；它不会查看 Python 的列表和字典内部。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>nn.Module's own __init__ makes the places where parts and parameters are kept.</source>
        <translation>nn.Module 自己的 __init__ 建立存放部件和参数的地方。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>no copy</source>
        <translation>没有复制</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>no create_graph</source>
        <translation>没有 create_graph</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>no effect</source>
        <translation>不起作用</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>no forward</source>
        <translation>没有 forward</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>no gradient here</source>
        <translation>这里没有梯度</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>no history</source>
        <translation>没有历史</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>no log_softmax</source>
        <translation>没有 log_softmax</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>no parameters</source>
        <translation>没有参数</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>no probabilities</source>
        <translation>不是概率</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>no return</source>
        <translation>没有 return</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>no step()</source>
        <translation>没有 step()</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>no zero_grad</source>
        <translation>没有 zero_grad</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>not __init__</source>
        <translation>不是 __init__</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>not a leaf</source>
        <translation>不是叶子</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>not a scalar</source>
        <translation>不是标量</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>not a tensor</source>
        <translation>不是张量</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>not called</source>
        <translation>没有调用</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>not registered</source>
        <translation>没有注册</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>not used</source>
        <translation>没有用到</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>nothing changes</source>
        <translation>什么也没变</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>nothing requires grad</source>
        <translation>没有需要梯度的</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>nothing to step</source>
        <translation>无可更新</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>one-hot targets</source>
        <translation>one-hot 目标</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>other parameters</source>
        <translation>别的参数</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>parameter</source>
        <translation>参数被替换</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>parameters() does not see them, so no optimizer gets them{seen}.</source>
        <translation>parameters() 看不到它们，所以没有优化器得到它们{seen}。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>recurrent input</source>
        <translation>循环层输入</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>register_hook at line {line} on a tensor that gets no gradient</source>
        <translation>第 {line} 行对得不到梯度的张量调用 register_hook</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>relu on scores</source>
        <translation>分数上的 relu</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>requires_grad is set at line {line} on a tensor that is not a leaf</source>
        <translation>第 {line} 行对不是叶子的张量设置 requires_grad</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>requires_grad of {names} is set to False at line {line}, between the forward and backward(): no gradient comes</source>
        <translation>{names} 的 requires_grad 在第 {line} 行被设为 False，正好在前向与 backward() 之间：不会有梯度</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>requires_grad was set to False at line {frozen} ({names}); none of {count} steps found a parameter with a gradient.</source>
        <translation>requires_grad 在第 {frozen} 行被设为 False（{names}）；{count} 步里没有一步遇到有梯度的参数。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>requires_grad was set to False for {leaves} (line {frozen_line}); nothing else that {root} comes from requires grad.</source>
        <translation>{leaves} 的 requires_grad 被设为 False（第 {frozen_line} 行）；{root} 的其他来源也都不需要梯度。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>requires_grad=True makes a tensor a starting point for what is computed from it. It cannot bring back the history that was lost before; it only silences the error that would have told so.</source>
        <translation>requires_grad=True 使张量成为之后计算的起点。它不能找回之前丢失的历史，只会让本该提示的错误不再出现。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>requires_grad=True on the first tensor makes that one the leaf; .to(), .reshape(), * 0.1 and the like then give a new tensor with a grad_fn.</source>
        <translation>对第一个张量设 requires_grad=True，叶子就是它；之后的 .to()、.reshape()、* 0.1 等会给出带 grad_fn 的新张量。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>retain_grad() at line {line} on a tensor that has no gradient to retain</source>
        <translation>第 {line} 行对没有梯度可保留的张量调用 retain_grad()</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>saturated</source>
        <translation>饱和</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>saved here</source>
        <translation>在此保存</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>schedule over</source>
        <translation>计划已走完</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>scheduler first</source>
        <translation>调度器在前</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>scheduler.step() sets the rate for the next turn, so it belongs after the optimizer's step().</source>
        <translation>scheduler.step() 设定下一轮的学习率，所以应在优化器的 step() 之后。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>self.{attribute} is made in {name}, which nothing calls.</source>
        <translation>self.{attribute} 是在 {name} 里创建的，而没有谁调用它。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>setting</source>
        <translation>设置</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>shapes</source>
        <translation>形状不符</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>shared layers</source>
        <translation>共享的层</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>sigmoid is applied before binary_cross_entropy_with_logits, which has one of its own (line {line})</source>
        <translation>在 binary_cross_entropy_with_logits 之前用了 sigmoid，而它自带 sigmoid（第 {line} 行）</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>sigmoid twice</source>
        <translation>两次 sigmoid</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>softmax at line {line} runs over a dimension of size 1: its result is 1 whatever the input</source>
        <translation>第 {line} 行的 softmax 沿大小为 1 的维：无论输入是什么，结果都是 1</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>softmax at line {line} runs over dimension {dim} of the scores, which are then summed over the last one</source>
        <translation>第 {line} 行的 softmax 沿得分的第 {dim} 维计算，而随后是沿最后一维求和</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>softmax at line {line} runs over the batch (dim {dim}), not over the classes</source>
        <translation>第 {line} 行的 softmax 沿批次（dim {dim}）而不是沿类别计算</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>softmax is applied before cross_entropy, which has a softmax of its own (line {line})</source>
        <translation>在 cross_entropy 之前用了 softmax，而它自带 softmax（第 {line} 行）</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>softmax makes the values along a dimension sum to 1; a single one is then always 1.</source>
        <translation>softmax 使沿一维的值之和为 1；只有一个值时它总是 1。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>softmax of one</source>
        <translation>单个值的 softmax</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>softmax twice</source>
        <translation>两次 softmax</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>state_dict</source>
        <translation>state_dict</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>step before backward</source>
        <translation>step 在 backward 之前</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>step too early</source>
        <translation>step 太早</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>step() at line {line} changes nothing: every parameter of {optimizer} is frozen</source>
        <translation>第 {line} 行的 step() 什么也没改变：{optimizer} 的所有参数都被冻结</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>step() at line {line} changes nothing: no parameter of {optimizer} has a gradient</source>
        <translation>第 {line} 行的 step() 什么也没改变：{optimizer} 的参数都没有梯度</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>step() at line {line} runs before backward() at line {call_line}: each step uses the turn before's gradients</source>
        <translation>第 {line} 行的 step() 在第 {call_line} 行的 backward() 之前运行：每次 step 用的是上一轮的梯度</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>step() reads what backward() left in .grad. The order is zero_grad(), backward(), step().</source>
        <translation>step() 读取 backward() 留在 .grad 里的内容。次序是 zero_grad()、backward()、step()。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>step() reads what is in .grad at that moment. The order is zero_grad(), backward(), step().</source>
        <translation>step() 读取那一刻 .grad 里的内容。次序是 zero_grad()、backward()、step()。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>still in eval</source>
        <translation>仍在 eval</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>stopped here</source>
        <translation>停在这里</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>super().__init__</source>
        <translation>super().__init__</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>target dtype</source>
        <translation>目标 dtype</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>target shape</source>
        <translation>目标形状</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>target tracked</source>
        <translation>目标带梯度</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>targets</source>
        <translation>目标</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>too late</source>
        <translation>太晚</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>torch.tensor([1, 2]) is int64: its dtype follows from the numbers given. A derivative asks what happens when a value changes a little, which integers cannot.</source>
        <translation>torch.tensor([1, 2]) 是 int64：它的 dtype 取决于所给的数。导数问的是值稍稍变化会怎样，而整数做不到。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>torch.tensor(…) copies numbers. What they were computed from is not known to the new tensor; requires_grad=True on it would only make it a leaf, and still no gradient would reach the parameters.</source>
        <translation>torch.tensor(…) 复制数字。新张量不知道它们由什么算出；对它设 requires_grad=True 只会使它成为叶子，参数仍然得不到梯度。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>truth value</source>
        <translation>真值</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>units alike</source>
        <translation>单元都相同</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>used up</source>
        <translation>已用尽</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>vanishing</source>
        <translation>梯度消失</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>view</source>
        <translation>view</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>view changed</source>
        <translation>视图被修改</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>view or reshape at line {line}: {size} elements do not fill the shape [{wanted}]</source>
        <translation>第 {line} 行的 view 或 reshape：{size} 个元素填不满形状 [{wanted}]</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>view() at line {line} of a tensor that does not lie in one piece</source>
        <translation>第 {line} 行对不连续的张量使用 view()</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>wrong backward</source>
        <translation>backward 有误</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>wrong dim</source>
        <translation>维度错了</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>wrong shape</source>
        <translation>形状不对</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>zero weights</source>
        <translation>权重为零</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>zero_grad() at line {line} throws away all but the last gradient before step() at line {step_line}</source>
        <translation>第 {line} 行的 zero_grad() 在第 {step_line} 行的 step() 之前丢掉了除最后一个以外的全部梯度</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>zero_grad() at line {line} throws the gradients away before step() at line {step_line} uses them</source>
        <translation>第 {line} 行的 zero_grad() 在第 {step_line} 行的 step() 使用之前就丢掉了梯度</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>zeroed too early</source>
        <translation>清零太早</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>zeroed while adding up</source>
        <translation>累加时被清零</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{advice}</source>
        <translation>{advice}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{a} against {b} broadcasts to {result} in the loss at line {line}</source>
        <translation>第 {line} 行的损失中 {a} 与 {b} 广播成 {result}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{count} backward calls (line {call_line}) come before each step, and {name}.grad is reset between them: step() sees only the last one.</source>
        <translation>每一步之前有 {count} 次 backward 调用（第 {call_line} 行），而 {name}.grad 在它们之间被重置：step() 只看到最后一次。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{count} backward calls wrote to {names}, as if the line were not there.</source>
        <translation>{count} 次 backward 仍写入了 {names} 的梯度，就像没有这一行。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{count} backward() calls, and no parameter has changed.</source>
        <translation>做了 {count} 次 backward()，没有参数改变。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{count} of {all} steps found every .grad None. {reason}</source>
        <translation>{all} 次 step 中有 {count} 次发现每个 .grad 都是 None。{reason}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{count} of {size} elements of {result} are {what}{where}. {silent}</source>
        <translation>{result} 的 {size} 个元素中有 {count} 个是 {what}{where}。{silent}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{count} of {units} units of {name} at line {line} are dead: relu gives 0 for every sample</source>
        <translation>第 {line} 行 {name} 的 {units} 个单元中有 {count} 个已死：relu 对每个样本都给 0</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{count} optimizer steps came after it, and each changed what {name} holds.</source>
        <translation>它之后有 {count} 步优化，每一步都改变了 {name} 的内容。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{count} steps, each the first one of a new {kind}.</source>
        <translation>{count} 步，每一步都是一个新 {kind} 的第一步。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{count} times so far: every turn begins with fresh random weights, which no optimizer holds.</source>
        <translation>到目前 {count} 次：每一轮都从新的随机权重开始，而没有优化器持有它们。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{details}</source>
        <translation>{details}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{evidence}</source>
        <translation>{evidence}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{first} is {a}, {second} is {b}: each of the {n} outputs is compared with all {n} targets, {count} differences instead of {n}.</source>
        <translation>{first} 是 {a}，{second} 是 {b}：{n} 个输出每个都与全部 {n} 个目标比较，共 {count} 个差，而不是 {n} 个。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{grad_fn} at line {saved_line} saved {name} = {before}; at line {call_line} it computes the gradient with {after}.</source>
        <translation>第 {saved_line} 行的 {grad_fn} 保存了 {name} = {before}；在第 {call_line} 行它却用 {after} 计算梯度。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{grad_fn} at line {saved_line} saved {name}; the optimizer has changed it since, so the gradient at line {call_line} cannot be computed any more.</source>
        <translation>第 {saved_line} 行的 {grad_fn} 保存了 {name}；此后优化器改了它，所以第 {call_line} 行的梯度无法再计算。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{grad_fn} needs {name} as it was when line {saved_line} ran. {how} at line {line} changed it since, so backward() at line {call_line} refuses: the gradient would be wrong.</source>
        <translation>{grad_fn} 需要第 {saved_line} 行运行时的 {name}。此后第 {line} 行的 {how} 改了它，所以第 {call_line} 行的 backward() 拒绝执行：梯度会是错的。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{grad_fn} received at most {received} and sent {sent}; {name}.grad reaches {grad}.</source>
        <translation>{grad_fn} 收到的最大为 {received}，传出 {sent}；{name}.grad 达到 {grad}。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{grad_fn} received {received} and sent {what} in {count} of {size} elements{where}. {root} itself is finite. {silent}</source>
        <translation>{grad_fn} 收到 {received}，传出的 {size} 个元素中有 {count} 个是 {what}{where}。{root} 本身是有限的。{silent}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{kind} keeps averages of the gradients from step to step, by which it chooses how far to go. A new one starts from nothing: momentum never builds up, and each step of Adam is a first step, of length lr whatever the gradient's size.</source>
        <translation>{kind} 在各步之间保存梯度的平均值，据此决定走多远。新建的优化器从零开始：动量永远积累不起来，而 Adam 的每一步都是第一步，不管梯度多大，步长都是 lr。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{layer} at line {made} is made without batch_first=True, so its output {shape} is (time, batch, features).</source>
        <translation>第 {made} 行的 {layer} 没有 batch_first=True，所以它的输出 {shape} 是 (time, batch, features)。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{leaf} came to require grad at line {late_line}, after line {line} had computed with it</source>
        <translation>{leaf} 在第 {late_line} 行才需要梯度，而第 {line} 行已经用它算过</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{loss} at line {line} is made with the tensors, instead of being called with them</source>
        <translation>第 {line} 行的 {loss} 用张量来创建，而不是用张量来调用</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{loss}({given}) passes the tensors as the loss's options.</source>
        <translation>{loss}({given}) 把张量当作损失的选项传入。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{message}</source>
        <translation>{message}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{message}{operands}</source>
        <translation>{message}{operands}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{more}</source>
        <translation>{more}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{more} From there it passes through every operation to {root}; no error is raised for it.</source>
        <translation>{more}从那里它经过每个运算一直传到 {root}；不会报错。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{more} From there it spreads to {leaves}; no error is raised for it.</source>
        <translation>{more}从那里它扩散到 {leaves}；不会报错。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{names} {get} gradients, but no optimizer has {them}</source>
        <translation>{names} 有梯度，但没有优化器持有</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{names} {get} no gradient: cut at line {line} by {how}</source>
        <translation>{names} 没有得到梯度：在第 {line} 行被 {how} 切断</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{names} {is_} 0 everywhere, from line {line} on: the gradient stops there</source>
        <translation>{names} 从第 {line} 行起全为 0：梯度到那里就停了</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{name} = {text} at line {line} makes no copy: it changes with every step of the optimizer</source>
        <translation>第 {line} 行的 {name} = {text} 并没有复制：它会随优化器的每一步改变</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{name} = {value} comes into {root} as a constant; no gradient goes from it to {leaf}.</source>
        <translation>{name} = {value} 作为常数进入 {root}；没有梯度从它传到 {leaf}。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{name} = … at line {line} gives the loop's variable another value; the parameter stays as it is</source>
        <translation>第 {line} 行的 {name} = … 只给循环变量换了值；参数保持不变</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{name} at line {line} is a plain number, and backward() is a tensor's</source>
        <translation>第 {line} 行的 {name} 是普通数字，而 backward() 是张量的方法</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{name} at line {line} is missing an argument: {missing}</source>
        <translation>第 {line} 行的 {name} 缺少参数：{missing}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{name} at line {line} is named, not called: nothing happens</source>
        <translation>第 {line} 行只写了 {name} 的名字，没有调用：什么也不会发生</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{name} at line {line} is not __init__: it never runs, so {owner} has no {attribute}</source>
        <translation>第 {line} 行的 {name} 不是 __init__：它从未运行，所以 {owner} 没有 {attribute}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{name} at line {line} is used up after the first turn: {made}(…) at line {made_line} can be gone through once only</source>
        <translation>第 {line} 行的 {name} 在第一轮之后就用尽了：第 {made_line} 行的 {made}(…) 只能遍历一次</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{name} at line {line} is {what}, which has no backward()</source>
        <translation>第 {line} 行的 {name} 是{what}，它没有 backward()</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{name} at line {line} sums up losses with their graphs: memory grows each turn</source>
        <translation>第 {line} 行的 {name} 把损失连同它们的图一起累加：内存每轮增长</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{name} changes at line {line} between the forward pass that used it and its backward()</source>
        <translation>{name} 在第 {line} 行改变，正处在使用它的前向和它的 backward() 之间</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{name} has shape {shape}. A gradient is of one number; for several there is one gradient each.</source>
        <translation>{name} 的形状是 {shape}。梯度是对一个数求的；若有几个数，就各有一个梯度。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{name} holds integers at line {line}, and integers have no gradient</source>
        <translation>第 {line} 行的 {name} 是整数，而整数没有梯度</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{name} is a leaf that requires grad, and line {line} changes it in place</source>
        <translation>{name} 是需要梯度的叶子，而第 {line} 行就地修改了它</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{name} is a name for the parameter. Assigning to the name does not write to the tensor.</source>
        <translation>{name} 只是参数的一个名字。给名字赋值不会写进张量。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{name} is changed in place at line {line}, after {op} at line {saved_line} saved it for backward</source>
        <translation>{name} 在第 {line} 行被就地修改，而第 {saved_line} 行的 {op} 已为反向传播保存了它</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{name} is not a leaf, so the optimizer at line {line} cannot take it</source>
        <translation>{name} 不是叶子，所以第 {line} 行的优化器不能接受它</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{name} is the result of {op}{made}; a gradient flows through it, but is not kept.</source>
        <translation>{name} 是 {op} 的结果{made}；梯度流过它，但没有保留。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{name} is written to through {how} at line {line} while backward still needs its old value</source>
        <translation>第 {line} 行通过 {how} 写入了 {name}，而反向传播还需要它的旧值</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{name} makes new parameters at line {line} each time it runs</source>
        <translation>{name} 每次运行都在第 {line} 行创建新的参数</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{name}() at line {line} changes no gradient that step() at line {step_line} uses: {when}</source>
        <translation>第 {line} 行的 {name}() 没有改变第 {step_line} 行的 step() 所用的任何梯度：{when}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{name}() at line {line} returns nothing, and its result is used at line {used}</source>
        <translation>第 {line} 行的 {name}() 什么也不返回，而第 {used} 行用了它的结果</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{name}, a gradient made without create_graph=True, cannot be differentiated at line {line}</source>
        <translation>{name} 是没有用 create_graph=True 计算的梯度，在第 {line} 行不能再对它求导</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{name}.backward() at line {line} does not give the derivative of its forward()</source>
        <translation>第 {line} 行的 {name}.backward() 给出的不是它的 forward() 的导数</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{name}.backward() at line {line} does not use {grad}, the gradient that comes in</source>
        <translation>第 {line} 行的 {name}.backward() 没有用到传入的梯度 {grad}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{name}.grad at line {line} holds the sum of {count} backward calls</source>
        <translation>第 {line} 行的 {name}.grad 是 {count} 次 backward() 之和</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{name}.grad holds the sum of {count} backward calls. Its norm is {norm}; the last call alone gave {last}.</source>
        <translation>{name}.grad 是 {count} 次 backward() 之和。它的范数是 {norm}；仅最后一次为 {last}。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{name}.grad is 0{calls}: {reason}</source>
        <translation>{name}.grad 为 0{calls}：{reason}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{name}.grad is None at line {line}: line {made} has put a new tensor in place of the leaf {name}</source>
        <translation>第 {line} 行 {name}.grad 为 None：第 {made} 行用新张量取代了叶子 {name}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{name}.grad is None at line {line}: {name} is not a leaf and retain_grad() was not called</source>
        <translation>第 {line} 行 {name}.grad 为 None：{name} 不是叶子，也没有调用 retain_grad()</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{name}.grad is None at line {line}: {reason}</source>
        <translation>第 {line} 行 {name}.grad 为 None：{reason}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{name}.grad is huge: {op} at line {line} multiplies the gradient by {factor}</source>
        <translation>{name}.grad 极大：第 {line} 行的 {op} 使梯度乘以 {factor}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{name}.grad is used in a tracked computation at line {used_line}, and backward() at line {line} adds to it</source>
        <translation>{name}.grad 在第 {used_line} 行用于被跟踪的计算，而第 {line} 行的 backward() 会往里累加</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{optimizer} holds parameters that are not the ones in use</source>
        <translation>{optimizer} 持有的参数不是正在使用的那些</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{optimizer} is made anew at line {line} in each turn: it forgets its running averages</source>
        <translation>{optimizer} 每轮都在第 {line} 行重新创建：它忘掉了自己的滑动平均</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{optimizer} is made at line {made}, but its step() never runs: nothing learns</source>
        <translation>{optimizer} 在第 {made} 行创建，但它的 step() 从未运行：什么也没学到</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{optimizer}.step() at line {line} changes {name} before backward() at line {call_line} needs it as it was</source>
        <translation>第 {line} 行的 {optimizer}.step() 改了 {name}，而第 {call_line} 行的 backward() 还需要它原来的值</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{op} at line {line} makes the first {what}: {how}</source>
        <translation>第 {line} 行的 {op} 产生了第一个 {what}：{how}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{op}(…, dim) at line {line} gives two tensors, values and indices, and is used as if it were one</source>
        <translation>第 {line} 行的 {op}(…, dim) 给出两个张量：值和索引，却被当成一个来用</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{output} does not depend on {name}, so autograd.grad at line {line} has no gradient for it</source>
        <translation>{output} 不依赖 {name}，所以第 {line} 行的 autograd.grad 求不出它的梯度</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{output}[:, -1] at line {line} takes the last of the batch, not the last step in time</source>
        <translation>第 {line} 行的 {output}[:, -1] 取的是批次中的最后一个，而不是最后一个时间步</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{owner}.{name} at line {line} is a plain {kind}: the modules in it are not registered</source>
        <translation>第 {line} 行的 {owner}.{name} 是普通 {kind}：其中的模块没有注册</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{result} has no grad_fn, so backward stops there. {names} {is_} used to compute {root}, but only through it{calls}.</source>
        <translation>{result} 没有 grad_fn，所以反向传播停在那里。{names} 用于计算 {root}，但只经过它{calls}。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{result} is {shape}, one row a sample. Its columns have length 1; the rows have lengths from {low} to {high}.</source>
        <translation>{result} 的形状是 {shape}，每行一个样本。各列的长度是 1；各行的长度在 {low} 到 {high} 之间。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{result} was computed when {leaf} did not require grad, so it has no grad_fn.</source>
        <translation>计算 {result} 时 {leaf} 还不需要梯度，所以它没有 grad_fn。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{root} does not depend on {names}: no gradient will ever come</source>
        <translation>{root} 不依赖 {names}：永远不会有梯度</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{root} has no grad_fn, and requires_grad=True was set on it afterwards. {count} backward call{s} started from it and went nowhere.{ended}</source>
        <translation>{root} 没有 grad_fn，requires_grad=True 是后来才设的。有 {count} 次 backward 从它开始，哪里也没到。{ended}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{root} has no grad_fn, so backward() at line {call_line} has nothing to follow: cut at line {line} by {how}</source>
        <translation>{root} 没有 grad_fn，第 {call_line} 行的 backward() 无路可循：在第 {line} 行被 {how} 切断</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{root} has no grad_fn: every parameter it is computed from is frozen (line {line})</source>
        <translation>{root} 没有 grad_fn：计算它所用的每个参数都被冻结（第 {line} 行）</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{root} has no grad_fn: nothing it is computed from requires grad</source>
        <translation>{root} 没有 grad_fn：计算它所用的内容都不需要梯度</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{root} is a leaf made at line {line}: backward() only fills {root}.grad, and no parameter learns</source>
        <translation>{root} 是第 {line} 行创建的叶子：backward() 只会填 {root}.grad，没有参数学到东西</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{root} is a new tensor made from numbers at line {line}: it has no history for backward()</source>
        <translation>{root} 是第 {line} 行由数字创建的新张量：它没有可供 backward() 使用的历史</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{scores} is {shape}, one row a sample. Its columns sum to 1 then; the rows sum to {low} up to {high}.</source>
        <translation>{scores} 的形状是 {shape}，每行一个样本。这样是各列相加为 1；各行之和在 {low} 到 {high} 之间。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{scores} is {shape}. Its rows of weights go into the product at line {used} with sums from {low} to {high}, not 1.</source>
        <translation>{scores} 的形状是 {shape}。进入第 {used} 行乘积的各行权重之和在 {low} 到 {high} 之间，而不是 1。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{shared} at line {shared_line} belongs to both passes; the first one freed its saved tensors.</source>
        <translation>第 {shared_line} 行的 {shared} 属于两次反向传播；第一次已释放了保存的张量。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{shared} carries the graph of the turn before into this one: backward() at line {line} runs into what is freed</source>
        <translation>{shared} 把上一轮的图带进了这一轮：第 {line} 行的 backward() 遇到了已释放的部分</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{shared}, made at line {shared_line}, was part of the graph that backward() freed at line {freed_line}; this turn computes with it again.</source>
        <translation>第 {shared_line} 行创建的 {shared} 属于第 {freed_line} 行的 backward() 释放的图；这一轮又用它计算。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{share} of {name} at line {line} is saturated: {function} is flat there</source>
        <translation>第 {line} 行的 {name} 有 {share} 已饱和：{function} 在那里是平的</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{source} at line {soft_line} are probabilities already, from {low} to {high}; cross_entropy at line {line} takes the softmax of them again.</source>
        <translation>第 {soft_line} 行的 {source} 已经是概率，从 {low} 到 {high}；第 {line} 行的 cross_entropy 又取了一次 softmax。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{source} at line {soft_line} are probabilities from {low} to {high}; after the second sigmoid they lie between 0.5 and 0.73.</source>
        <translation>第 {soft_line} 行的 {source} 是从 {low} 到 {high} 的概率；再取一次 sigmoid 后在 0.5 和 0.73 之间。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{source} has values from {low} to {high}; log-probabilities are 0 at most, and their exponentials sum to 1. The loss is {loss}.</source>
        <translation>{source} 的值从 {low} 到 {high}；对数概率至多为 0，它们的指数之和为 1。损失是 {loss}。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{source} requires grad; {result}, made from it at line {line}, does not.</source>
        <translation>{source} 需要梯度；第 {line} 行由它得到的 {result} 却不需要。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{target} = {value} at line {line} changes nothing: {reason}</source>
        <translation>第 {line} 行的 {target} = {value} 什么也没改变：{reason}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{target} at line {line}, which the output is compared with, passes a gradient on to the same parameters</source>
        <translation>第 {line} 行中与输出比较的 {target} 会把梯度传给同样的参数</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{target} holds values outside; the loss has no least value then, and is {loss} now.</source>
        <translation>{target} 含有范围之外的值；这样损失没有最小值，现在是 {loss}。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{text}  has no parentheses.</source>
        <translation>{text}  没有括号。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{text}  makes a new tensor, {what}; the leaf that backward() wrote to is another one now.</source>
        <translation>{text}  创建了新张量（{what}）；backward() 写入的叶子现在是另一个了。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{text}  makes each layer once and puts it into the list {count} times.</source>
        <translation>{text}  每个层只创建一次，然后在列表里放 {count} 次。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{text}  takes the numbers out of the graph and makes a leaf of its own, which does not require grad.</source>
        <translation>{text}  把数字从图中取出，另造一个叶子，而它不需要梯度。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{what} trained in the first {before} backward calls and not in the {after} after them.</source>
        <translation>{what} 在前 {before} 次 backward() 中处于训练模式，之后的 {after} 次则不是。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{why_grows}retain_graph=True keeps all earlier graphs in memory; the {count}th call took {factor} times the work of the first.</source>
        <translation>{why_grows}retain_graph=True 把之前所有的图留在内存中；第 {count} 次的工作量是第一次的 {factor} 倍。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{zeros} of the scores {source} (line {soft_line}) are 0: for them no gradient comes back.</source>
        <translation>分数 {source}（第 {soft_line} 行）中有 {zeros} 为 0：它们没有梯度传回。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>{zeros} of {size} values were set to 0 at random there: the same input gives another output each time.{functional}</source>
        <translation>那里有 {zeros}（共 {size} 个）值被随机设为 0：同样的输入每次给出不同的输出。{functional}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor.py"/>
        <source>…_with_logits takes raw scores. A sigmoid of a sigmoid can never come near 0 or 1.</source>
        <translation>…_with_logits 要原始分数。sigmoid 的 sigmoid 永远不会接近 0 或 1。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/calls.py"/>
        <source> Line {line} says {code}, without parentheses.</source>
        <translation>第 {line} 行写着 {code}，没有括号。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/calls.py"/>
        <source>Add what is missing: x.unsqueeze(0) for the batch, x.unsqueeze(1) for one channel.</source>
        <translation>补上缺少的维度：x.unsqueeze(0) 补批次，x.unsqueeze(1) 补单个通道。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/calls.py"/>
        <source>Bring the channels to the second place, x.permute(0, 3, 1, 2), or make the layer for {count} channels.</source>
        <translation>把通道移到第二维，x.permute(0, 3, 1, 2)，或把层做成 {count} 个通道。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/calls.py"/>
        <source>Give {name}, or a default for it in forward().</source>
        <translation>给出 {name}，或在 forward() 中给它默认值。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/calls.py"/>
        <source>Make an object: {owner} = {made}().</source>
        <translation>创建一个对象：{owner} = {made}()。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/calls.py"/>
        <source>forward() is called with what the module is called with.</source>
        <translation>调用模块时给什么，forward() 就得到什么。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/calls.py"/>
        <source>{owner} is the class itself, not a module made from it.{text}</source>
        <translation>{owner} 是类本身，不是由它创建的模块。{text}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/case.py"/>
        <source>a constant</source>
        <translation>常量</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/case.py"/>
        <source>{label} (line {line})</source>
        <translation>{label}（第 {line} 行）</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/clipping.py"/>
        <source>Every .grad was None when it ran: there was nothing to clip.</source>
        <translation>它运行时每个 .grad 都是 None：没有可裁剪的东西。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/clipping.py"/>
        <source>it runs after step()</source>
        <translation>它在 step() 之后运行</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/clipping.py"/>
        <source>it runs before backward()</source>
        <translation>它在 backward() 之前运行</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/cuts.py"/>
        <source> It was never used in any operation.</source>
        <translation>它从未用于任何运算。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/cuts.py"/>
        <source> They were never used in any operation.</source>
        <translation>它们从未用于任何运算。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/cuts.py"/>
        <source> at line {line}</source>
        <translation>（第 {line} 行）</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/cuts.py"/>
        <source> in any of {count} backward calls</source>
        <translation>（{count} 次 backward() 中都没有）</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/cuts.py"/>
        <source> made at line {line}</source>
        <translation>，创建于第 {line} 行</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/cuts.py"/>
        <source> requires_grad=True makes the first tensor of that line the leaf; what is computed from it at once is none.</source>
        <translation>requires_grad=True 使那一行的第一个张量成为叶子；紧接着由它算出的就不是叶子了。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/cuts.py"/>
        <source> without requires_grad=True.</source>
        <translation>，没有 requires_grad=True。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/cuts.py"/>
        <source> {name}, computed of it at line {lost}, is overwritten at line {again} before anything uses it.</source>
        <translation> 第 {lost} 行由它算出的 {name} 还没有被使用，就在第 {again} 行被覆盖了。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/cuts.py"/>
        <source> {name}, computed of it at line {lost}, is used by nothing.</source>
        <translation> 第 {lost} 行由它算出的 {name} 没有被任何东西使用。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/cuts.py"/>
        <source>, in all {count} backward calls</source>
        <translation>，在全部 {count} 次 backward() 中</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/cuts.py"/>
        <source>Call {name}.retain_grad() before backward(), or look at the leaf's .grad.</source>
        <translation>在 backward() 之前调用 {name}.retain_grad()，或查看叶子的 .grad。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/cuts.py"/>
        <source>Compute what shall learn outside of torch.no_grad().</source>
        <translation>应当学习的内容请在 torch.no_grad() 之外计算。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/cuts.py"/>
        <source>Compute with the tensor itself where the gradient shall pass.</source>
        <translation>在梯度应当通过的地方直接用张量本身计算。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/cuts.py"/>
        <source>Integers and truth values have no derivative.</source>
        <translation>整数和真值没有导数。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/cuts.py"/>
        <source>Keep tensors all the way: torch's own functions in place of NumPy's, and torch.stack(…) of a list of tensors.</source>
        <translation>全程使用张量：用 torch 的函数代替 NumPy 的函数，用 torch.stack(…) 合并张量列表。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/cuts.py"/>
        <source>Make the leaf last: {name} = (…).detach().requires_grad_().</source>
        <translation>最后再设为叶子：{name} = (…).detach().requires_grad_()。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/cuts.py"/>
        <source>Make {name} with a floating dtype (write its numbers with a point) and requires_grad=True.</source>
        <translation>用浮点 dtype（数字写上小数点）和 requires_grad=True 创建 {name}。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/cuts.py"/>
        <source>Make {name} with requires_grad=True if its gradient is wanted.</source>
        <translation>如果需要它的梯度，用 requires_grad=True 创建 {name}。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/cuts.py"/>
        <source>Replace the step that gives integers or truth values by a smooth one, or scale by it without computing through it.</source>
        <translation>用光滑的运算替换产生整数或真值的那一步，或者只用它缩放而不穿过它计算。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/cuts.py"/>
        <source>See where the way from it to the root ends.</source>
        <translation>看看从它到根的路径断在哪里。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/cuts.py"/>
        <source>Use rsample() where the distribution has it (Normal: mu + sigma · torch.randn_like(sigma)), or a loss with log_prob() of the sample.</source>
        <translation>分布有 rsample() 时用它（正态分布：mu + sigma · torch.randn_like(sigma)），或用样本的 log_prob() 构造损失。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/cuts.py"/>
        <source>Weigh all of them in place of picking one: weights = torch.softmax(scores, dim), then (weights * values).sum(dim). For a hard choice F.gumbel_softmax(scores, hard=True), for the nearest code x + (code - x).detach().</source>
        <translation>不要只挑一个，而是给全部加权：weights = torch.softmax(scores, dim)，再 (weights * values).sum(dim)。需要硬选择时用 F.gumbel_softmax(scores, hard=True)；取最近的码字时用 x + (code - x).detach()。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/cuts.py"/>
        <source>{name} is a {dtype} leaf</source>
        <translation>{name} 是 {dtype} 叶子</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/cuts.py"/>
        <source>{result} is drawn at random from a distribution that is computed from {names}{calls}; the draw passes no gradient on.</source>
        <translation>{result} 是从由 {names} 算出的分布中随机抽取的{calls}；抽样不会把梯度传下去。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/cuts.py"/>
        <source>{result} was computed with a plain number, so no edge leads from it to {names}{calls}.</source>
        <translation>{result} 是用普通数字算出来的，所以没有边从它通向 {names}{calls}。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/finding.py"/>
        <source>{title} (line {line})</source>
        <translation>{title}（第 {line} 行）</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/flowing.py"/>
        <source> in all {count} backward calls</source>
        <translation>，在全部 {count} 次 backward() 中都是</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/flowing.py"/>
        <source>the first of {count} turns</source>
        <translation>{count} 轮中的第一轮</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/flowing.py"/>
        <source>the last</source>
        <translation>最后一轮</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source> to the power {number}</source>
        <translation> 的 {number} 次方</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>0 to a negative power is a division by 0.</source>
        <translation>0 的负数次方就是除以 0。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>A division of 0 by 0 is NaN ({some}).</source>
        <translation>0 除以 0 是 NaN（{some}）。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>A gradient of 0 comes in; times a slope that is not finite it is NaN.</source>
        <translation>传入的梯度是 0；乘以不是有限数的斜率得到 NaN。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>A root of a negative number is NaN ({some} are negative).</source>
        <translation>负数的根是 NaN（{some}是负的）。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>Add a small number: x + 1e-8.</source>
        <translation>加一个小数：x + 1e-8。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>Clamp the input a little inside of the range.</source>
        <translation>把输入 clamp 到范围之内一点点。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>It is 0/0.</source>
        <translation>那是 0/0。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>It is divided by the number of values less one, which is 0.</source>
        <translation>要除以值的个数减一，那是 0。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>Its logarithm is infinite.</source>
        <translation>它的对数是无穷。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>Keep the divisor away from 0.</source>
        <translation>让除数远离 0。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>Keep the divisor from 0: x / (y + 1e-8), or x / y.clamp_min(1e-8).</source>
        <translation>不让除数为 0：x / (y + 1e-8)，或 x / y.clamp_min(1e-8)。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>Keep the exponent small: clamp it, or use log_softmax, logsumexp or softplus.</source>
        <translation>让指数保持小：用 clamp，或用 log_softmax、logsumexp、softplus。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>Keep the input of {op} away from there: add a small number inside (x + 1e-8), or clamp it.</source>
        <translation>让 {op} 的输入离开那里：在里面加一个小数（x + 1e-8），或用 clamp。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>Keep the values small.</source>
        <translation>让值保持小。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>Keep the values small: scale the inputs, use a smaller learning rate, or a function made for large values.</source>
        <translation>让值保持小：缩放输入，用更小的学习率，或用为大数值设计的函数。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>Leave at least one place of each row unmasked, mask with a large finite number (−1e9), or replace such rows afterwards with torch.nan_to_num.</source>
        <translation>每行至少留一个位置不被遮住；或用很大的有限数（−1e9）来遮；或事后用 torch.nan_to_num 替换这些行。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>Leave empty batches out.</source>
        <translation>跳过空的批次。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>Make the branch safe before where, with the same condition: compute it from torch.where(condition, x, torch.ones_like(x)), then choose.</source>
        <translation>在 where 之前用同一个条件让这一支变得安全：先由 torch.where(condition, x, torch.ones_like(x)) 计算它，再选择。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>Make the branch safe before where, with the same condition: give it {safe}, then choose.</source>
        <translation>在 where 之前用同样的条件让该分支变安全：给它{safe}，然后再选取。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>See why it is negative; log_softmax, softplus and the …_with_logits losses need no log of their own.</source>
        <translation>看看它为什么是负的；log_softmax、softplus 和 …_with_logits 损失不需要自己取对数。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>Take the absolute value or clamp_min(0) before it.</source>
        <translation>在它之前取绝对值或 clamp_min(0)。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>The divisor is 0 ({some}): the quotient is infinite.</source>
        <translation>除数是 0（{some}）：商是无穷。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>The gradient that comes in is multiplied by that slope.</source>
        <translation>传入的梯度要乘以这个斜率。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>The logarithm of 0 is −infinity ({some}).</source>
        <translation>0 的对数是负无穷（{some}）。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>The logarithm of a negative number is NaN ({some} are below {number}).</source>
        <translation>负数的对数是 NaN（{some}小于 {number}）。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>The quotient is too large for float32.</source>
        <translation>商超出 float32 的范围。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>The result is beyond what float32 can hold (3.4e38).</source>
        <translation>结果超出 float32 能表示的范围（3.4e38）。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>Use a function that is safe for large values: log_softmax, logsumexp, softplus, cross_entropy on the scores.</source>
        <translation>用对大数值安全的函数：log_softmax、logsumexp、softplus，或直接对分数用 cross_entropy。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>Use binary_cross_entropy_with_logits on the scores.</source>
        <translation>对分数用 binary_cross_entropy_with_logits。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>Use log_softmax (or a …_with_logits loss) instead of the log of a softmax; else torch.log(x.clamp_min(1e-8)).</source>
        <translation>用 log_softmax（或 …_with_logits 损失）代替对 softmax 取对数；否则用 torch.log(x.clamp_min(1e-8))。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>Use unbiased=False (correction=0), or more than one value.</source>
        <translation>用 unbiased=False（correction=0），或用多于一个值。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>a distance has no slope at 0</source>
        <translation>距离在 0 处没有斜率</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>a division by 0</source>
        <translation>除以 0</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>a division by {number}</source>
        <translation>除以 {number}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>a divisor that is never 0:  x / torch.where(condition, y, torch.ones_like(y))</source>
        <translation>一个永不为 0 的除数：x / torch.where(condition, y, torch.ones_like(y))</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>a probability of exactly 0 or 1</source>
        <translation>概率恰好是 0 或 1</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>a row in which every value is −infinity</source>
        <translation>有一行的值全是 −∞</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>an exponent that is never large:  torch.exp(torch.where(condition, x, torch.zeros_like(x)))</source>
        <translation>一个永不太大的指数：torch.exp(torch.where(condition, x, torch.zeros_like(x)))</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>atan2 has no slope at (0, 0)</source>
        <translation>atan2 在 (0, 0) 处没有斜率</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>float32 ends at 3.4e38, which exp reaches at 88.7.</source>
        <translation>float32 到 3.4e38 为止，exp 在 88.7 处就达到。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>infinite</source>
        <translation>无穷大</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>its input is {value} already</source>
        <translation>它的输入已经是 {value}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>its inputs are as large as {number}</source>
        <translation>它的输入大到 {number}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>nothing</source>
        <translation>无</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>softmax divides by the sum of exponentials, which is 0 there: 0 / 0.</source>
        <translation>softmax 要除以指数之和，而那里的和是 0：0 / 0。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>the divisor is 0</source>
        <translation>除数为 0</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>the exponential is infinite</source>
        <translation>指数函数的值为无穷大</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>the exponential of {number} is too large for float32</source>
        <translation>{number} 的指数超出 float32 的范围</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>the mean of no elements</source>
        <translation>零个元素的平均值</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>the norm has no slope at 0</source>
        <translation>范数在 0 处没有斜率</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>the slope of acos at ±1 is infinite</source>
        <translation>acos 在 ±1 处的斜率为无穷大</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>the slope of asin at ±1 is infinite</source>
        <translation>asin 在 ±1 处的斜率为无穷大</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>the slope of log at 0 is infinite</source>
        <translation>log 在 0 处的斜率为无穷大</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>the slope of log10 at 0 is infinite</source>
        <translation>log10 在 0 处的斜率为无穷大</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>the slope of log1p at −1 is infinite</source>
        <translation>log1p 在 −1 处的斜率为无穷大</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>the slope of log2 at 0 is infinite</source>
        <translation>log2 在 0 处的斜率为无穷大</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>the slope of rsqrt at 0 is infinite</source>
        <translation>rsqrt 在 0 处的斜率为无穷大</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>the slope of sqrt at 0 is infinite</source>
        <translation>sqrt 在 0 处的斜率为无穷大</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>the slope of the log at 0 is infinite</source>
        <translation>对数在 0 处的斜率为无穷大</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>the slope of this power at 0 is infinite</source>
        <translation>这个幂在 0 处的斜率为无穷大</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>the slope of {op} is not finite for these values</source>
        <translation>{op} 在这些值处的斜率不是有限的</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>the standard deviation has no slope where all values are equal</source>
        <translation>所有值都相等时标准差没有斜率</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>the standard deviation of a single value</source>
        <translation>单个值的标准差</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>the value</source>
        <translation>这个值</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>the {name} of {number}</source>
        <translation>对 {number} 取 {name}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>this operation</source>
        <translation>这个运算</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>torch.where (line {masked}) did not take these elements, so the gradient it sends them is 0. But backward goes through both branches, and 0 times a slope that is not finite is NaN.</source>
        <translation>torch.where（第 {masked} 行）没有选取这些元素，所以传给它们的梯度是 0。但反向传播会经过两个分支，0 乘以不是有限数的斜率得到 NaN。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>values that are harmless to {op}:  torch.{op}(torch.where(condition, x, torch.ones_like(x)))</source>
        <translation>对 {op} 无害的值：torch.{op}(torch.where(condition, x, torch.ones_like(x)))</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>{count} of {size}</source>
        <translation>{size} 个中的 {count} 个</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>{number} overflows</source>
        <translation>{number} 溢出</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>{op} is defined on a limited range only.</source>
        <translation>{op} 只在有限的范围内有定义。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>{op} of 0</source>
        <translation>对 0 做 {op}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>{op} of a negative number is NaN</source>
        <translation>对负数做 {op} 得到 NaN</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>{op} of {number}</source>
        <translation>对 {number} 做 {op}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>{slope}, and 0 · NaN is NaN</source>
        <translation>{slope}，而 0 · NaN 是 NaN</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/guilty.py"/>
        <source>{slope}, and 0 · ∞ is NaN</source>
        <translation>{slope}，而 0 · ∞ 是 NaN</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/ineffective.py"/>
        <source>, so no gradient is clipped any more</source>
        <translation>，所以不再裁剪任何梯度</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/ineffective.py"/>
        <source>Python lets any attribute be set on an object; one that nothing reads has no effect and gives no error.</source>
        <translation>Python 允许给对象设置任何属性；没有人读取的属性不起作用，也不报错。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/ineffective.py"/>
        <source>The attribute is set on the module itself, where nothing reads it. requires_grad is a flag of each tensor.</source>
        <translation>属性设在了模块自己身上，没有谁会读它。requires_grad 是每个张量的标志。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/ineffective.py"/>
        <source>Write {right}.</source>
        <translation>写成 {right}。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/ineffective.py"/>
        <source>the attribute of a tensor is called requires_grad</source>
        <translation>张量的属性名是 requires_grad</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/ineffective.py"/>
        <source>{owner} is a module, and only its parameters have that flag</source>
        <translation>{owner} 是模块，只有它的参数才有这个标志</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/losses.py"/>
        <source>A loss compares element with element. Shapes that only broadcast compare each output with targets of others; PyTorch warns of it once.</source>
        <translation>损失是逐元素比较的。只能广播的形状会把每个输出与别人的目标比较；PyTorch 会就此警告一次。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/losses.py"/>
        <source>Bring both to one shape. Class numbers belong to cross_entropy; for mse_loss make them one_hot(…).float().</source>
        <translation>把两者变成同一形状。类别编号应交给 cross_entropy；用 mse_loss 时把它们变成 one_hot(…).float()。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/losses.py"/>
        <source>Give it log_softmax(scores, dim=1).</source>
        <translation>给它 log_softmax(scores, dim=1)。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/losses.py"/>
        <source>Leave the sigmoid out; for several independent labels use BCEWithLogitsLoss.</source>
        <translation>去掉 sigmoid；若是几个独立的标签，用 BCEWithLogitsLoss。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/losses.py"/>
        <source>The exponentials of {source} sum to 1 down each column; along a row they sum to {line_sums} and more.</source>
        <translation>{source} 的指数沿每一列相加为 1；沿一行相加为 {line_sums} 或更多。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/losses.py"/>
        <source>Write dim=1 (or dim=-1).</source>
        <translation>写成 dim=1（或 dim=-1）。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/losses.py"/>
        <source>dim says along which dimension the values shall sum to 1: the classes of one sample, which is dim=1 of (batch, classes).</source>
        <translation>dim 指定沿哪个维度相加为 1：应是一个样本的各个类别，即 (batch, classes) 的 dim=1。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/losses.py"/>
        <source>kl_div at line {line} is given {what}, not log-probabilities</source>
        <translation>第 {line} 行的 kl_div 得到的是{what}，不是对数概率</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/losses.py"/>
        <source>kl_div(input, target) takes the logarithm of the model's probabilities first, and plain probabilities second.</source>
        <translation>kl_div(input, target) 的第一个参数是模型概率的对数，第二个是普通概率。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/losses.py"/>
        <source>probabilities that sum to 1 over the batch</source>
        <translation>沿批次相加为 1 的概率</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/losses.py"/>
        <source>raw scores</source>
        <translation>原始分数</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/losses.py"/>
        <source>sigmoid is applied before cross_entropy, which takes raw scores (line {line})</source>
        <translation>在 cross_entropy 之前用了 sigmoid，而它要的是原始分数（第 {line} 行）</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/losses.py"/>
        <source>softmax runs over the batch (dim=0), not over the classes, before the loss at line {line}</source>
        <translation>在第 {line} 行的损失之前，softmax 是沿批次（dim=0）而不是沿类别计算的</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/losses.py"/>
        <source>{a} against {b} broadcasts to {result} in {function} at line {line}</source>
        <translation>第 {line} 行的 {function} 中，{a} 与 {b} 广播成了 {result}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/losses.py"/>
        <source>{first} is {a}, {second} is {b}: {count} differences are averaged, where {n} elements have a target of their own.</source>
        <translation>{first} 是 {a}，{second} 是 {b}：对 {count} 个差取了平均，而只有 {n} 个元素有自己的目标。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/losses.py"/>
        <source>{source} at line {soft_line} are from {low} to {high}; cross_entropy at line {line} takes the softmax of them.</source>
        <translation>第 {soft_line} 行的 {source} 从 {low} 到 {high}；第 {line} 行的 cross_entropy 又对它们取 softmax。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/losses.py"/>
        <source>{source} has values from {low} to {high}; a log-probability is 0 at most.</source>
        <translation>{source} 的值从 {low} 到 {high}；对数概率最多为 0。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/memory.py"/>
        <source>: {name} = {name}.detach()</source>
        <translation>：{name} = {name}.detach()</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/memory.py"/>
        <source>a leaf</source>
        <translation>一个叶子</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/memory.py"/>
        <source>{name} carries its history from one turn into the next. </source>
        <translation>{name} 把它的历史从一轮带到下一轮。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/mismatch.py"/>
        <source>Flatten all but the batch dimension first, or make the layer take {have} features.</source>
        <translation>先把批次维以外的全部展平，或让这一层接受 {have} 个特征。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/mismatch.py"/>
        <source>Make this layer for {have} features, nn.Linear({have}, …), or let the layer before give {want}; of two plain matrices transpose one.</source>
        <translation>让这一层接受 {have} 个特征：nn.Linear({have}, …)，或让前一层给出 {want} 个；若是两个普通矩阵，转置其中一个。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/mismatch.py"/>
        <source>Resize one of them; the classes are the second dimension of the scores.</source>
        <translation>改变其中一个的大小；类别是得分的第二个维度。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/mismatch.py"/>
        <source>The batch seems to be flattened into the features: keep the batch dimension, x.view(x.size(0), -1).</source>
        <translation>批次似乎被展平进了特征：保留批次维，x.view(x.size(0), -1)。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/mismatch.py"/>
        <source>The classes belong to the second dimension: output.transpose(1, 2), or make rows of all places: output.reshape(-1, classes) and y.reshape(-1).</source>
        <translation>类别应在第二个维度：output.transpose(1, 2)；或把所有位置排成行：output.reshape(-1, classes) 和 y.reshape(-1)。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/mismatch.py"/>
        <source>The targets have a dimension too many: take it away, y.squeeze(1) or y.view(-1).</source>
        <translation>目标多了一个维度：用 y.squeeze(1) 或 y.view(-1) 去掉它。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/mismatch.py"/>
        <source>more than one dimension</source>
        <translation>多于一个维度</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/mismatch.py"/>
        <source>{count} dimensions where 3 fit</source>
        <translation>有 {count} 个维度，应为 3 个</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/mismatch.py"/>
        <source>{got} against scores of {wanted}</source>
        <translation>{got}，而得分的形状是 {wanted}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/mismatch.py"/>
        <source>{got} where {wanted} fits</source>
        <translation>给了 {got}，应为 {wanted}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/modes.py"/>
        <source> model.eval() was called, but F.dropout knows nothing of the model.</source>
        <translation>已调用 model.eval()，但 F.dropout 不知道模型的状态。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/modes.py"/>
        <source>Batch norm</source>
        <translation>Batch norm</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/modes.py"/>
        <source>Call model.eval() before evaluating and model.train() afterwards.</source>
        <translation>评估前调用 model.eval()，之后调用 model.train()。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/modes.py"/>
        <source>Write F.dropout(x, p, training=self.training), or use nn.Dropout.</source>
        <translation>写成 F.dropout(x, p, training=self.training)，或用 nn.Dropout。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/none_used.py"/>
        <source>.item() at line {line} takes the number out of the tensor; {rest}</source>
        <translation>第 {line} 行的 .item() 把数字从张量中取了出来；{rest}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/none_used.py"/>
        <source>A function without return gives None.</source>
        <translation>没有 return 的函数返回 None。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/none_used.py"/>
        <source>A number has no history: what it was computed from is not known to it.</source>
        <translation>数字没有历史：它不知道自己是由什么算出来的。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/none_used.py"/>
        <source>An assertion failed.</source>
        <translation>断言失败。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/none_used.py"/>
        <source>Ask for gradients last: {name} = {name}.detach().requires_grad_() after line {made}. Or call {name}.retain_grad() before backward().</source>
        <translation>最后再要求梯度：在第 {made} 行之后写 {name} = {name}.detach().requires_grad_()。或在 backward() 之前调用 {name}.retain_grad()。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/none_used.py"/>
        <source>At line {line} the leaf is the tensor before the last operation, and {name} is the result. Ask for gradients last: {name} = (…).requires_grad_(), after everything else.</source>
        <translation>在第 {line} 行，叶子是最后一个操作之前的张量，而 {name} 是操作的结果。把要求梯度放在最后：{name} = (…).requires_grad_()。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/none_used.py"/>
        <source>Before the first backward() every .grad is None.</source>
        <translation>第一次 backward() 之前，每个 .grad 都是 None。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/none_used.py"/>
        <source>Call backward() first, and look at a leaf that requires grad.</source>
        <translation>先调用 backward()，并查看需要梯度的叶子。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/none_used.py"/>
        <source>Call it first: loss = {name}(output, target).</source>
        <translation>先调用它：loss = {name}(output, target)。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/none_used.py"/>
        <source>Call {name}.retain_grad() before backward() to keep its gradient.</source>
        <translation>在 backward() 之前调用 {name}.retain_grad() 以保留它的梯度。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/none_used.py"/>
        <source>Compute the loss without it: what is taken out at line {line} carries no gradient back to {name}.</source>
        <translation>计算损失时不要用它：第 {line} 行取出的值不会把梯度带回 {name}。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/none_used.py"/>
        <source>Let the function that computes it return the tensor.</source>
        <translation>让计算它的函数返回张量。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/none_used.py"/>
        <source>Make {name} with requires_grad=True, and compute what backward() is called on from it.</source>
        <translation>用 requires_grad=True 创建 {name}，并由它计算调用 backward() 的对象。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/none_used.py"/>
        <source>Only leaves that require grad, and tensors with retain_grad(), have their .grad filled in.</source>
        <translation>只有需要梯度的叶子，以及调用过 retain_grad() 的张量，才会填入 .grad。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/none_used.py"/>
        <source>Take the part that is meant, as in values, indices = torch.max(x, dim=1), and reduce it to one number.</source>
        <translation>取需要的那部分，例如 values, indices = torch.max(x, dim=1)，再归约成一个数。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/none_used.py"/>
        <source>Take the tensor out of it, or add the losses up first.</source>
        <translation>从中取出张量，或先把各个损失相加。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/none_used.py"/>
        <source>Test for None first, or call zero_grad() of the module or optimizer, which does.</source>
        <translation>先判断是否为 None，或调用模块或优化器的 zero_grad()，它会判断。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/none_used.py"/>
        <source>Test for None in the loop; take what is not used out of the model.</source>
        <translation>在循环里判断是否为 None；把不用的部分从模型中去掉。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/none_used.py"/>
        <source>Update in place, under torch.no_grad():  {new}</source>
        <translation>在 torch.no_grad() 下就地更新：{new}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/none_used.py"/>
        <source>What backward() is called on</source>
        <translation>被调用 backward() 的对象</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/none_used.py"/>
        <source>a tuple</source>
        <translation>一个元组</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/none_used.py"/>
        <source>backward() follows recorded operations; at line {line} the way from the loss to {name} breaks off.</source>
        <translation>backward() 沿着记录下来的操作走；从损失到 {name} 的路在第 {line} 行断了。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/none_used.py"/>
        <source>backward() has not written to it before this line.</source>
        <translation>在这一行之前 backward() 没有写入它。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/none_used.py"/>
        <source>backward() is a method of tensors.</source>
        <translation>backward() 是张量的方法。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/none_used.py"/>
        <source>backward() ran, but the loss does not depend on {names}, or the way to it is cut.</source>
        <translation>backward() 运行过，但损失不依赖 {names}，或者通向它的路径被切断了。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/none_used.py"/>
        <source>nn losses are modules: made once, then called with output and target.</source>
        <translation>nn 的损失是模块：先创建一次，再用 output 和 target 调用。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/none_used.py"/>
        <source>no gradient has come to it</source>
        <translation>没有梯度到达它</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/none_used.py"/>
        <source>the loss function {kind} itself</source>
        <translation>损失函数 {kind} 本身</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/none_used.py"/>
        <source>torch.max(x, dim) gives (values, indices); some layers give (output, state).</source>
        <translation>torch.max(x, dim) 给出 (values, indices)；有些层给出 (output, state)。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/none_used.py"/>
        <source>which does not require grad</source>
        <translation>它不需要梯度</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/none_used.py"/>
        <source>with grad_fn {grad_fn}</source>
        <translation>带 grad_fn {grad_fn}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/none_used.py"/>
        <source>zero_grad() sets gradients to None (set_to_none=True is the default); only backward() fills them in again.</source>
        <translation>zero_grad() 把梯度设为 None（set_to_none=True 是默认）；只有 backward() 会再填入。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/none_used.py"/>
        <source>{names} got no gradient</source>
        <translation>{names} 没有得到梯度</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/nonfinite.py"/>
        <source>, at {places}</source>
        <translation>，位于 {places}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/nonfinite.py"/>
        <source>Look at where the data come from: missing values, an empty tensor (torch.empty), a division in NumPy.</source>
        <translation>看看数据从哪里来：缺失值、空张量（torch.empty）、NumPy 中的除法。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/nonfinite.py"/>
        <source>The run went on for {count} more backward calls with it.</source>
        <translation>之后运行又带着它做了 {count} 次 backward()。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/nonfinite.py"/>
        <source>The tensor was made with it: nothing that was recorded computed it.</source>
        <translation>这个张量创建时就带着它：没有任何录下的运算算出它。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/nonfinite.py"/>
        <source>it is among the data</source>
        <translation>它就在数据里</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/nonfinite.py"/>
        <source>what autograd.grad returns</source>
        <translation>autograd.grad 的返回值</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/optimizers.py"/>
        <source> parameters() finds nn.Parameters; a plain tensor with requires_grad=True is none.</source>
        <translation>parameters() 只找 nn.Parameter；设了 requires_grad=True 的普通张量不算。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/optimizers.py"/>
        <source> {name} is used only in computing what the output is compared with, at line {target_line}.</source>
        <translation> {name} 只用来计算第 {target_line} 行中与输出比较的目标。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/optimizers.py"/>
        <source>; a momentum of 0.9 makes steps ten times as long</source>
        <translation>；动量 0.9 会使每步长十倍</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/optimizers.py"/>
        <source>A target is a constant for the gradient, as in TD learning: compute it under torch.no_grad(), or detach() it before the loss at line {target_line}.</source>
        <translation>对梯度来说目标是常数，TD 学习就是这样：在 torch.no_grad() 下计算它，或在第 {target_line} 行的损失之前对它 detach()。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/optimizers.py"/>
        <source>Give it to the optimizer, or say requires_grad=False if it shall stay as it is.</source>
        <translation>把它交给优化器；如果应当保持不变，设 requires_grad=False。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/optimizers.py"/>
        <source>Give them to the optimizer, or say requires_grad_(False) if they shall stay as they are.</source>
        <translation>把它们交给优化器；如果应当保持不变，设 requires_grad_(False)。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/optimizers.py"/>
        <source>Let the schedule give more than 0 from the first step on, as (epoch + 1) / 100 does.</source>
        <translation>让计划从第一步起就大于 0，例如 (epoch + 1) / 100。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/optimizers.py"/>
        <source>Make it a parameter: {name} = nn.Parameter(…).</source>
        <translation>把它做成参数：{name} = nn.Parameter(…)。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/optimizers.py"/>
        <source>Set a learning rate: 0.01 is a usual start for SGD, 0.001 for Adam.</source>
        <translation>设定学习率：SGD 通常从 0.01 开始，Adam 从 0.001 开始。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/optimizers.py"/>
        <source>The learning rate is 0: {count} steps have changed nothing</source>
        <translation>学习率是 0：{count} 次 step 什么也没改变</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/optimizers.py"/>
        <source>The schedule gives a learning rate of 0: {count} steps have changed nothing</source>
        <translation>计划给出的学习率是 0：{count} 步什么也没改变</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/optimizers.py"/>
        <source>Usual values of weight_decay are 1e-5 to 1e-2.</source>
        <translation>weight_decay 的常用值是 1e-5 到 1e-2。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/optimizers.py"/>
        <source>Weight decay pulls each weight towards 0 by lr · weight_decay of its size; above 2 it throws it further to the other side every time.</source>
        <translation>权重衰减每步把权重向 0 拉回其大小的 lr · weight_decay；超过 2 时，每次都会把它甩到另一侧更远处。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/optimizers.py"/>
        <source>lr={lr}, weight_decay={decay}: each step multiplies the weights by 1 − lr · weight_decay = {rate}.</source>
        <translation>lr={lr}，weight_decay={decay}：每一步都把权重乘以 1 − lr · weight_decay = {rate}。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/optimizers.py"/>
        <source>weight_decay is too large for this learning rate: the loss grows from {first} to {last}</source>
        <translation>对这个学习率来说 weight_decay 太大：损失从 {first} 增长到 {last}</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/refused.py"/>
        <source>A tensor</source>
        <translation>一个张量</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/refused.py"/>
        <source>An update: put it under  with torch.no_grad():. A value to compute with: make a new tensor, {new}.</source>
        <translation>如果是更新：放在 with torch.no_grad(): 之下。如果是用来计算的值：创建新张量，{new}。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/refused.py"/>
        <source>Make each tensor with its dtype and shape at once, and ask for gradients last: requires_grad_() after everything else.</source>
        <translation>创建每个张量时一次给出 dtype 和形状，最后才要求梯度：requires_grad_() 放在一切之后。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/refused.py"/>
        <source>Take inplace=True away: the activation then makes a new tensor.</source>
        <translation>去掉 inplace=True：激活函数就会创建新张量。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/refused.py"/>
        <source>The leaf</source>
        <translation>该叶子</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/refused.py"/>
        <source>The root</source>
        <translation>根</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/refused.py"/>
        <source>Use nn.{better} in place of the {kind} at line {line}.</source>
        <translation>在第 {line} 行用 nn.{better} 代替 {kind}。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/refused.py"/>
        <source>an error</source>
        <translation>一个错误</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/refused.py"/>
        <source>an operation</source>
        <translation>一个运算</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/refused.py"/>
        <source>more than one element</source>
        <translation>多于一个元素</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/refused.py"/>
        <source>the output</source>
        <translation>该输出</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/refused.py"/>
        <source>what it was given</source>
        <translation>所给的内容</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/refused.py"/>
        <source>{name} yields no parameter (a generator such as parameters() can be gone through once only)</source>
        <translation>{name} 没有产生参数（parameters() 这样的生成器只能遍历一次）</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/refused.py"/>
        <source>{owner}.{name} at line {line} is a plain {kind}: modules in it are not registered, so parameters() does not see them</source>
        <translation>第 {line} 行的 {owner}.{name} 是普通 {kind}：其中的模块没有注册，所以 parameters() 看不到</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/schedule.py"/>
        <source>A scheduler multiplies the rate at each of its steps. Called after every batch, a schedule that is meant for epochs runs through in the first one.</source>
        <translation>调度器每走一步就乘一次学习率。如果每个批次之后都调用，本来按轮次设计的计划在第一轮里就走完了。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/schedule.py"/>
        <source>A scheduler multiplies the rate at each of its steps; a factor below 1, again and again, soon is as good as 0.</source>
        <translation>调度器每走一步就乘一次学习率；小于 1 的因子反复相乘，很快就等于 0。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/schedule.py"/>
        <source>Call scheduler.step() once an epoch, after the loop over batches, or make the schedule for that many steps.</source>
        <translation>每个轮次只调用一次 scheduler.step()，放在遍历批次的循环之后；或按这么多步来设计计划。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/schedule.py"/>
        <source>Let it fall more slowly: a gamma nearer to 1, a greater step_size, or a schedule with a least rate.</source>
        <translation>让它降得慢一些：更接近 1 的 gamma、更大的 step_size，或有最低学习率的计划。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/second.py"/>
        <source>It is computed from the gradient that line {made} gives. That has no grad_fn, so for backward() at line {call_line} the penalty is a constant.</source>
        <translation>它由第 {made} 行给出的梯度算出。该梯度没有 grad_fn，所以对第 {call_line} 行的 backward() 来说，这个惩罚项是常数。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/second.py"/>
        <source>{name} at line {line} adds to the loss, but trains nothing: its gradient was made without create_graph=True</source>
        <translation>第 {line} 行的 {name} 加进了损失，却什么也训练不到：它的梯度计算时没有 create_graph=True</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/stopped.py"/>
        <source>Compute it in forward(), where each turn makes it anew.</source>
        <translation>在 forward() 里计算它，这样每轮都会重新创建。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/stopped.py"/>
        <source>Cut the history where the turn begins, of each tensor of the tuple: {shared} = tuple(t.detach() for t in {shared}). Or compute it anew within the loop.</source>
        <translation>在每轮开始处切断元组中每个张量的历史：{shared} = tuple(t.detach() for t in {shared})。或在循环内重新计算。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/stopped.py"/>
        <source>If {shared} shall be a mere number for one of the two (an advantage, a target, the output of another model), use {shared}.detach() there. Otherwise add the losses and call backward() once, or give the first call retain_graph=True.</source>
        <translation>如果对其中一个损失来说 {shared} 只应是一个数（优势、目标、另一个模型的输出），就在那里用 {shared}.detach()。否则把损失相加后只调用一次 backward()，或给第一次调用写上 retain_graph=True。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/stopped.py"/>
        <source>Make a new tensor: write  {new}  instead of  {old}.</source>
        <translation>创建新张量：把 {old} 写成 {new}。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/stopped.py"/>
        <source>a write</source>
        <translation>一次写入</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/stopped.py"/>
        <source>nn.Parameter(…) must be the last thing that is done to it: what is computed from a parameter is none. Write the arithmetic inside: nn.Parameter(torch.randn(…) * 0.1).</source>
        <translation>nn.Parameter(…) 必须是最后一步：由参数算出来的东西不是参数。把运算写在里面：nn.Parameter(torch.randn(…) * 0.1)。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/stopped.py"/>
        <source>{root} is the same tensor as in the first pass: nothing was computed in between.</source>
        <translation>{root} 与第一次是同一个张量：其间没有计算任何内容。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/stopped.py"/>
        <source>{shared} is computed once, before the loop. If it shall be a mere number there (what an earlier policy or model said), write {shared} = {shared}.detach(); if it shall learn, compute it anew in each turn.</source>
        <translation>{shared} 只在循环之前计算了一次。如果它在那里只应是一个数（先前的策略或模型的输出），就写 {shared} = {shared}.detach()；如果它要学习，就在每轮重新计算。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/stopped.py"/>
        <source>{shared}, made at line {shared_line}, belongs to the turn before, whose graph retain_graph=True kept. step() at line {step_line} has changed the weights that backward() through it needs.</source>
        <translation>第 {shared_line} 行创建的 {shared} 属于上一轮，retain_graph=True 保留了那一轮的图。第 {step_line} 行的 step() 已经改变了经过它的 backward() 所需的权重。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/structure.py"/>
        <source>, and training leaves them as they are</source>
        <translation>，训练也不会改变它们</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/training.py"/>
        <source> Line {copied} copies their values into another model, and the loss is computed from that one: a copy has no history.</source>
        <translation> 第 {copied} 行把它们的值复制到另一个模型，而损失由那个模型算出：副本没有历史。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/training.py"/>
        <source>Call loss.backward() before step().</source>
        <translation>在 step() 之前调用 loss.backward()。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/training.py"/>
        <source>Compute with the parameters themselves: torch.func.functional_call(model, parameters, x) with fast weights p - lr * g, g from torch.autograd.grad(…, create_graph=True). Or (first order) copy the gradients back before step().</source>
        <translation>用参数本身来计算：torch.func.functional_call(model, parameters, x)，快速权重为 p - lr * g，其中 g 来自 torch.autograd.grad(…, create_graph=True)。或者（一阶近似）在 step() 之前把梯度复制回来。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/training.py"/>
        <source>Give the optimizer the parameters that the loss is computed from, and see why they get no gradient.</source>
        <translation>把计算损失所用的参数交给优化器，并看看它们为什么没有梯度。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/training.py"/>
        <source>Indent step() so that it runs in each turn, after backward().</source>
        <translation>缩进 step()，让它在每轮的 backward() 之后运行。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/training.py"/>
        <source>No optimizer holds {names}, so its zero_grad() leaves them alone. An average of weights or a target shall get no gradient at all: compute with it under torch.no_grad().</source>
        <translation>没有优化器持有 {names}，所以 zero_grad() 不会管它们。权重的平均值或目标根本不应得到梯度：在 torch.no_grad() 下用它计算。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/training.py"/>
        <source>Put {reset} right after step(): the gradients of several batches shall add up, but not beyond the step they are for.</source>
        <translation>把 {reset} 紧放在 step() 之后：几个批次的梯度应当累加，但不应超出它们所属的那一步。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/training.py"/>
        <source>backward() is never called.</source>
        <translation>从未调用 backward()。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/training.py"/>
        <source>backward() ran {count} times, but never wrote to {names}.</source>
        <translation>backward() 运行了 {count} 次，但从未写入 {names}。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/training.py"/>
        <source>step() at line {step_line} stands after the loop: zero_grad() at line {line} has thrown away all but the last gradient</source>
        <translation>第 {step_line} 行的 step() 在循环之后：第 {line} 行的 zero_grad() 已丢掉除最后一个以外的全部梯度</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/untracked.py"/>
        <source> Before, line {cut_line} has cut it from the graph ({how}).</source>
        <translation> 在此之前，第 {cut_line} 行已把它从图中切断（{how}）。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/untracked.py"/>
        <source>A comparison has no derivative: it is true or false. Use a smooth function of the difference, such as a sigmoid or a loss function.</source>
        <translation>比较没有导数：它非真即假。请用差值的光滑函数，例如 sigmoid 或损失函数。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/untracked.py"/>
        <source>Call backward() on something that was not detached; detach only what is printed or kept.</source>
        <translation>对没有 detach 的张量调用 backward()；只 detach 用来打印或保存的东西。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/untracked.py"/>
        <source>Compute with the tensor itself instead of .data.</source>
        <translation>用张量本身计算，不要用 .data。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/untracked.py"/>
        <source>Compute with the tensor; .item() is for printing. torch.stack(…) joins a list of tensors.</source>
        <translation>用张量来计算；.item() 是用来打印的。torch.stack(…) 可以合并张量列表。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/untracked.py"/>
        <source>Compute {root} outside of torch.no_grad() (and of functions under @torch.no_grad()).</source>
        <translation>在 torch.no_grad() 之外（以及 @torch.no_grad() 修饰的函数之外）计算 {root}。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/untracked.py"/>
        <source>Keep what backward() shall follow inside of the graph.</source>
        <translation>让 backward() 要经过的东西都留在图里。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/untracked.py"/>
        <source>Line {line} makes a new tensor, and under no_grad one that does not require grad. Change the leaf in place: {new}.</source>
        <translation>第 {line} 行创建了新张量，而在 no_grad 之下它不需要梯度。请就地修改叶子：{new}。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/untracked.py"/>
        <source>Line {switched} switches grad mode off for all that follows: switch it on again with torch.set_grad_enabled(True), or better, put what needs no gradient under  with torch.no_grad():.</source>
        <translation>第 {switched} 行为之后的一切关闭了梯度模式：用 torch.set_grad_enabled(True) 重新打开，或者更好：把不需要梯度的部分放在 with torch.no_grad(): 之下。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/untracked.py"/>
        <source>Take detach_() away, or call it on a tensor that only keeps the numbers.</source>
        <translation>去掉 detach_()，或只对仅用来保存数值的张量调用它。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/untracked.py"/>
        <source>The number of {source} is taken out at line {line}; what is computed from it has no history.</source>
        <translation>第 {line} 行取出了 {source} 的数值；由它算出的东西没有历史。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/untracked.py"/>
        <source>This</source>
        <translation>它</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/untracked.py"/>
        <source>Use dist.log_prob(sample) in the loss, times the reward (the score function), or rsample() where there is one.</source>
        <translation>在损失中使用 dist.log_prob(sample) 乘以奖励（得分函数法），或在有 rsample() 的地方用它。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/untracked.py"/>
        <source>Use the torch function in place of the NumPy one: what NumPy computes has no gradient.</source>
        <translation>用 torch 的函数代替 NumPy 的：NumPy 计算的东西没有梯度。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/untracked.py"/>
        <source>{op} gives integers (indices, counts, labels), which have no derivative: use the scores themselves, for a classifier cross_entropy on the logits.</source>
        <translation>{op} 给出整数（索引、计数、标签），整数没有导数：请用得分本身；对分类器，用 logits 上的 cross_entropy。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/untracked.py"/>
        <source>{result} is drawn at random at line {line}; the draw passes no gradient on to its distribution.</source>
        <translation>{result} 在第 {line} 行随机抽取；抽样不会把梯度传给它的分布。</translation>
    </message>
    <message>
        <location filename="../../app/model/doctor/untracked.py"/>
        <source>{result} was computed from what requires grad; at line {line} its history was taken away.</source>
        <translation>{result} 由需要梯度的内容算出；在第 {line} 行它的历史被取走。</translation>
    </message>
    <message>
        <location filename="../../app/model/document.py"/>
        <source> If it is in another encoding, its first line must say which.</source>
        <translation>如果它用的是别的编码，第一行必须说明是哪种。</translation>
    </message>
    <message>
        <location filename="../../app/model/document.py"/>
        <source> The program's first lines ask for {encoding}.</source>
        <translation>程序的前几行要求用 {encoding}。</translation>
    </message>
    <message>
        <location filename="../../app/model/document.py"/>
        <source>A notebook is opened as a program: save it as a .py file.</source>
        <translation>笔记本是作为程序打开的：请存为 .py 文件。</translation>
    </message>
    <message>
        <location filename="../../app/model/document.py"/>
        <source>Line {line} has a character ({character!a}) that cannot be written as {encoding}.{asked}</source>
        <translation>第 {line} 行有一个字符（{character!a}）不能写成 {encoding}。{asked}</translation>
    </message>
    <message>
        <location filename="../../app/model/document.py"/>
        <source>The program</source>
        <translation>此程序</translation>
    </message>
    <message>
        <location filename="../../app/model/document.py"/>
        <source>cell {cell}, line {line}</source>
        <translation>单元 {cell}，第 {line} 行</translation>
    </message>
    <message>
        <location filename="../../app/model/document.py"/>
        <source>line {line}</source>
        <translation>第 {line} 行</translation>
    </message>
    <message>
        <location filename="../../app/model/document.py"/>
        <source>{name!r} is not the name of a file.</source>
        <translation>{name!r} 不是文件名。</translation>
    </message>
    <message>
        <location filename="../../app/model/document.py"/>
        <source>{name} could not be read: {reason}.</source>
        <translation>无法读取 {name}：{reason}。</translation>
    </message>
    <message>
        <location filename="../../app/model/document.py"/>
        <source>{name} has {size:.0f} MB: too large for a program (the most is {most:.0f} MB).</source>
        <translation>{name} 有 {size:.0f} MB：作为程序太大（最多 {most:.0f} MB）。</translation>
    </message>
    <message>
        <location filename="../../app/model/document.py"/>
        <source>{name} is a directory, not a file.</source>
        <translation>{name} 是文件夹，不是文件。</translation>
    </message>
    <message>
        <location filename="../../app/model/document.py"/>
        <source>{name} is not a text file (it has zero bytes in it).</source>
        <translation>{name} 不是文本文件（其中有零字节）。</translation>
    </message>
    <message>
        <location filename="../../app/model/document.py"/>
        <source>{name} is not an ordinary file.</source>
        <translation>{name} 不是普通文件。</translation>
    </message>
    <message>
        <location filename="../../app/model/document.py"/>
        <source>{name} is not {encoding} text: line {line} has the byte 0x{byte:02x}.{hint}</source>
        <translation>{name} 不是 {encoding} 文本：第 {line} 行有字节 0x{byte:02x}。{hint}</translation>
    </message>
    <message>
        <location filename="../../app/model/document.py"/>
        <source>{name} may not be read (no permission).</source>
        <translation>无法读取 {name}（没有权限）。</translation>
    </message>
    <message>
        <location filename="../../app/model/document.py"/>
        <source>{name} says that it is in {encoding}, an encoding that Python does not know.</source>
        <translation>{name} 说自己的编码是 {encoding}，Python 不认识这种编码。</translation>
    </message>
    <message>
        <location filename="../../app/model/document.py"/>
        <source>{name} starts with a UTF-8 mark, but its first lines say that it is in {encoding}.</source>
        <translation>{name} 以 UTF-8 标记开头，但它的前几行说编码是 {encoding}。</translation>
    </message>
    <message>
        <location filename="../../app/model/document.py"/>
        <source>{name}: there is no such file.</source>
        <translation>{name}：没有这个文件。</translation>
    </message>
    <message>
        <location filename="../../app/model/document.py"/>
        <source>{path} could not be written: {reason}.</source>
        <translation>无法写入 {path}：{reason}。</translation>
    </message>
    <message>
        <location filename="../../app/model/document.py"/>
        <source>{path} is a directory, not a file.</source>
        <translation>{path} 是文件夹，不是文件。</translation>
    </message>
    <message>
        <location filename="../../app/model/expression_functions.py"/>
        <source>It has no gradient at this step.</source>
        <translation>它在这一步没有梯度。</translation>
    </message>
    <message>
        <location filename="../../app/model/expression_functions.py"/>
        <source>Only a tensor of one element has an .item(), this one has {count:,}.</source>
        <translation>只有单个元素的张量才有 .item()，这个有 {count:,} 个元素。</translation>
    </message>
    <message>
        <location filename="../../app/model/expression_functions.py"/>
        <source>{name}() cannot be had of this.</source>
        <translation>无法对它求 {name}()。</translation>
    </message>
    <message>
        <location filename="../../app/model/expression_functions.py"/>
        <source>{name}() is of numbers and tensors.</source>
        <translation>{name}() 用于数字和张量。</translation>
    </message>
    <message>
        <location filename="../../app/model/expression_functions.py"/>
        <source>{name}() is of texts.</source>
        <translation>{name}() 用于文本。</translation>
    </message>
    <message>
        <location filename="../../app/model/expression_functions.py"/>
        <source>{name}() needs a tensor.</source>
        <translation>{name}() 需要一个张量。</translation>
    </message>
    <message>
        <location filename="../../app/model/expression_functions.py"/>
        <source>{name}() takes one tensor here.</source>
        <translation>{name}() 在这里只接受一个张量。</translation>
    </message>
    <message>
        <location filename="../../app/model/expression_rows.py"/>
        <source>A tensor of {count:,} elements is neither true nor false: say .any() or .all().</source>
        <translation>有 {count:,} 个元素的张量既不真也不假：请用 .any() 或 .all()。</translation>
    </message>
    <message>
        <location filename="../../app/model/expressions.py"/>
        <source>It cannot be computed: {why}.</source>
        <translation>无法计算：{why}。</translation>
    </message>
    <message>
        <location filename="../../app/model/expressions.py"/>
        <source>It is not there yet.</source>
        <translation>它还不存在。</translation>
    </message>
    <message>
        <location filename="../../app/model/expressions.py"/>
        <source>Only a tensor of the program has a .grad.</source>
        <translation>只有程序中的张量才有 .grad。</translation>
    </message>
    <message>
        <location filename="../../app/model/expressions.py"/>
        <source>Only functions can be called here.</source>
        <translation>这里只能调用函数。</translation>
    </message>
    <message>
        <location filename="../../app/model/expressions.py"/>
        <source>Only numbers and tensors can be computed with.</source>
        <translation>只能用数字和张量来计算。</translation>
    </message>
    <message>
        <location filename="../../app/model/expressions.py"/>
        <source>Only numbers and tensors can be larger or smaller.</source>
        <translation>只有数字和张量才能比大小。</translation>
    </message>
    <message>
        <location filename="../../app/model/expressions.py"/>
        <source>Only numbers, slices and one mask can stand in [ ].</source>
        <translation>[ ] 里只能写数字、切片和一个掩码。</translation>
    </message>
    <message>
        <location filename="../../app/model/expressions.py"/>
        <source>The expression is longer than {most} characters.</source>
        <translation>表达式超过 {most} 个字符。</translation>
    </message>
    <message>
        <location filename="../../app/model/expressions.py"/>
        <source>The product is too large to be computed here.</source>
        <translation>乘积太大，无法在这里计算。</translation>
    </message>
    <message>
        <location filename="../../app/model/expressions.py"/>
        <source>The result has more than {most:,} elements.</source>
        <translation>结果超过 {most:,} 个元素。</translation>
    </message>
    <message>
        <location filename="../../app/model/expressions.py"/>
        <source>There is no .{name} here.</source>
        <translation>这里没有 .{name}。</translation>
    </message>
    <message>
        <location filename="../../app/model/expressions.py"/>
        <source>There is no function {name} here.</source>
        <translation>这里没有函数 {name}。</translation>
    </message>
    <message>
        <location filename="../../app/model/expressions.py"/>
        <source>There is no {name} at this step.</source>
        <translation>这一步没有 {name}。</translation>
    </message>
    <message>
        <location filename="../../app/model/expressions.py"/>
        <source>There is not memory enough for it.</source>
        <translation>内存不足，无法计算。</translation>
    </message>
    <message>
        <location filename="../../app/model/expressions.py"/>
        <source>This is no expression: {why}.</source>
        <translation>这不是表达式：{why}。</translation>
    </message>
    <message>
        <location filename="../../app/model/expressions.py"/>
        <source>Type an expression, such as grad.norm() &gt; 10.</source>
        <translation>请输入表达式，例如 grad.norm() &gt; 10。</translation>
    </message>
    <message>
        <location filename="../../app/model/expressions.py"/>
        <source>Use == to compare tensors.</source>
        <translation>比较张量请用 ==。</translation>
    </message>
    <message>
        <location filename="../../app/model/expressions.py"/>
        <source>`in` looks into a text or a list.</source>
        <translation>`in` 用于在文本或列表中查找。</translation>
    </message>
    <message>
        <location filename="../../app/model/expressions.py"/>
        <source>{what} cannot be used here.</source>
        <translation>这里不能使用 {what}。</translation>
    </message>
    <message>
        <location filename="../../app/model/graph_scopes.py"/>
        <source>iteration {number} of {count}</source>
        <translation>第 {number} 次迭代，共 {count} 次</translation>
    </message>
    <message>
        <location filename="../../app/model/ledger.py"/>
        <source>edge {edge}: {tensor}</source>
        <translation>边 {edge}：{tensor}</translation>
    </message>
    <message>
        <location filename="../../app/model/ledger.py"/>
        <source>from {node}</source>
        <translation>来自 {node}</translation>
    </message>
    <message>
        <location filename="../../app/model/ledger.py"/>
        <source>the value moves by {distance} (norm)</source>
        <translation>值移动了 {distance}（范数）</translation>
    </message>
    <message>
        <location filename="../../app/model/ledger.py"/>
        <source>the value: {before} → {after}</source>
        <translation>值：{before} → {after}</translation>
    </message>
    <message>
        <location filename="../../app/model/ledger.py"/>
        <source>{count} element changed</source>
        <translation>改变了 {count} 个元素</translation>
    </message>
    <message>
        <location filename="../../app/model/ledger.py"/>
        <source>{count} elements changed</source>
        <translation>改变了 {count} 个元素</translation>
    </message>
    <message>
        <location filename="../../app/model/ledger.py"/>
        <source>{name} is changed in place</source>
        <translation>{name} 被就地修改</translation>
    </message>
    <message>
        <location filename="../../app/model/lesson.py"/>
        <source>A hint or an answer needs a question: a paragraph that begins **Question**.</source>
        <translation>提示或答案之前要有问题：以 **问题** 开头的段落。</translation>
    </message>
    <message>
        <location filename="../../app/model/lesson.py"/>
        <source>A line of a note begins with "# "; code needs a "# %%" line above it.</source>
        <translation>笔记的每一行以“# ”开头；代码之前要有一行“# %%”。</translation>
    </message>
    <message>
        <location filename="../../app/model/lesson.py"/>
        <source>A note has one {part}; this one has a second.</source>
        <translation>一个笔记只能有一个 {part}；这里有第二个。</translation>
    </message>
    <message>
        <location filename="../../app/model/lesson.py"/>
        <source>A note knows nothing of “{key}”; it takes {known}.</source>
        <translation>笔记不认识“{key}”；可用的有 {known}。</translation>
    </message>
    <message>
        <location filename="../../app/model/lesson.py"/>
        <source>The answer says no value: put it in backquotes, such as `x.grad` or `4.5`.</source>
        <translation>答案没有给出值：请把它放在反引号里，例如 `x.grad` 或 `4.5`。</translation>
    </message>
    <message>
        <location filename="../../app/model/lesson.py"/>
        <source>The first note has no title: begin it with "# # The title".</source>
        <translation>第一个笔记没有标题：请以“# # 标题”开头。</translation>
    </message>
    <message>
        <location filename="../../app/model/lesson.py"/>
        <source>There is no panel “{panel}” to show: {panels}.</source>
        <translation>没有可显示的面板“{panel}”：可用的有 {panels}。</translation>
    </message>
    <message>
        <location filename="../../app/model/lesson.py"/>
        <source>This question has no answer: a paragraph that begins **Answer**.</source>
        <translation>这个问题没有答案：缺少以 **答案** 开头的段落。</translation>
    </message>
    <message>
        <location filename="../../app/model/lesson_answers.py"/>
        <source>It is a number here, not None.</source>
        <translation>这里是一个数，不是 None。</translation>
    </message>
    <message>
        <location filename="../../app/model/lesson_answers.py"/>
        <source>Not so.</source>
        <translation>不对。</translation>
    </message>
    <message>
        <location filename="../../app/model/lesson_answers.py"/>
        <source>Not so: look at the sign.</source>
        <translation>不对：看看符号。</translation>
    </message>
    <message>
        <location filename="../../app/model/lesson_answers.py"/>
        <source>Right, each of the {size} is.</source>
        <translation>正确，{size} 个都是。</translation>
    </message>
    <message>
        <location filename="../../app/model/lesson_answers.py"/>
        <source>Right.</source>
        <translation>正确。</translation>
    </message>
    <message>
        <location filename="../../app/model/lesson_answers.py"/>
        <source>That is not a number: type 4.5, 9/2, or several with spaces between them.</source>
        <translation>这不是数：请输入 4.5、9/2，或用空格隔开的几个数。</translation>
    </message>
    <message>
        <location filename="../../app/model/lesson_answers.py"/>
        <source>There are {size} numbers, and that is not what each of them is.</source>
        <translation>共有 {size} 个数，而它们并非都是这个值。</translation>
    </message>
    <message>
        <location filename="../../app/model/lesson_answers.py"/>
        <source>There are {size} numbers, not {said}.</source>
        <translation>应有 {size} 个数，而不是 {said} 个。</translation>
    </message>
    <message>
        <location filename="../../app/model/lesson_answers.py"/>
        <source>This question has no value in this run.</source>
        <translation>这个问题在这次运行中没有值。</translation>
    </message>
    <message>
        <location filename="../../app/model/lesson_answers.py"/>
        <source>Type a number, or numbers with spaces between them.</source>
        <translation>请输入一个数，或用空格隔开的几个数。</translation>
    </message>
    <message>
        <location filename="../../app/model/lesson_answers.py"/>
        <source>not in this run</source>
        <translation>不在这次运行中</translation>
    </message>
    <message>
        <location filename="../../app/model/lesson_answers.py"/>
        <source>{count} numbers, from {low} to {high}</source>
        <translation>{count} 个数，从 {low} 到 {high}</translation>
    </message>
    <message>
        <location filename="../../app/model/lesson_answers.py"/>
        <source>{count} of {size} are right.</source>
        <translation>{size} 个中有 {count} 个正确。</translation>
    </message>
    <message>
        <location filename="../../app/model/lesson_stops.py"/>
        <source> in backward call {call}</source>
        <translation>（在第 {call} 次 backward() 中）</translation>
    </message>
    <message>
        <location filename="../../app/model/lesson_stops.py"/>
        <source>No line of the program has “{code}”.</source>
        <translation>程序里没有含“{code}”的行。</translation>
    </message>
    <message>
        <location filename="../../app/model/lesson_stops.py"/>
        <source>No tensor of the run is called {name}.</source>
        <translation>这次运行中没有名为 {name} 的张量。</translation>
    </message>
    <message>
        <location filename="../../app/model/lesson_stops.py"/>
        <source>The run ends without an error.</source>
        <translation>运行结束时没有错误。</translation>
    </message>
    <message>
        <location filename="../../app/model/lesson_stops.py"/>
        <source>There is no backward call {number}: the run has {count}.</source>
        <translation>没有第 {number} 次 backward()：这次运行有 {count} 次。</translation>
    </message>
    <message>
        <location filename="../../app/model/lesson_stops.py"/>
        <source>There is no print {number}: the run has {count}.</source>
        <translation>没有第 {number} 次打印：这次运行有 {count} 次。</translation>
    </message>
    <message>
        <location filename="../../app/model/lesson_stops.py"/>
        <source>There is no step {number}: the run has {count}.</source>
        <translation>没有第 {number} 步：这次运行有 {count} 步。</translation>
    </message>
    <message>
        <location filename="../../app/model/lesson_stops.py"/>
        <source>no such node runs</source>
        <translation>没有这样的节点运行</translation>
    </message>
    <message>
        <location filename="../../app/model/lesson_stops.py"/>
        <source>{count} of them run</source>
        <translation>共运行了 {count} 个</translation>
    </message>
    <message>
        <location filename="../../app/model/lesson_stops.py"/>
        <source>{name} is come to {times} in this run.</source>
        <translation>{name} 在这次运行中到达 {times}。</translation>
    </message>
    <message>
        <location filename="../../app/model/lesson_stops.py"/>
        <source>{name} makes no step.</source>
        <translation>{name} 没有产生步。</translation>
    </message>
    <message>
        <location filename="../../app/model/lesson_stops.py"/>
        <source>{name}.grad is written {count} times in this run, not {number}.</source>
        <translation>{name}.grad 在这次运行中被写入 {count} 次，不是 {number} 次。</translation>
    </message>
    <message>
        <location filename="../../app/model/lesson_stops.py"/>
        <source>“{code}” makes no step in this run.</source>
        <translation>“{code}”在这次运行中没有产生步。</translation>
    </message>
    <message>
        <location filename="../../app/model/lesson_stops.py"/>
        <source>“{words}” is not in this run: {count}{where}.</source>
        <translation>“{words}”不在这次运行中：{count}{where}。</translation>
    </message>
    <message>
        <location filename="../../app/model/lesson_stops.py"/>
        <source>“{words}” names no place of a run: write a node's name, “after” and code, or “step 4”.</source>
        <translation>“{words}”不是运行中的位置：请写节点名、“after”加代码，或“step 4”。</translation>
    </message>
    <message>
        <location filename="../../app/model/notebook.py"/>
        <source>is a notebook for {language}, not for Python.</source>
        <translation>是 {language} 的笔记本，不是 Python 的。</translation>
    </message>
    <message>
        <location filename="../../app/model/notebook.py"/>
        <source>is not a notebook: it has no cells.</source>
        <translation>不是笔记本：它没有单元。</translation>
    </message>
    <message>
        <location filename="../../app/model/notebook.py"/>
        <source>is not a notebook: it is not UTF-8 text.</source>
        <translation>不是笔记本：它不是 UTF-8 文本。</translation>
    </message>
    <message>
        <location filename="../../app/model/notebook.py"/>
        <source>is not a notebook: {where} is not JSON.</source>
        <translation>不是笔记本：{where}不是 JSON。</translation>
    </message>
    <message>
        <location filename="../../app/model/notebook.py"/>
        <source>its text</source>
        <translation>它的文本</translation>
    </message>
    <message>
        <location filename="../../app/model/retold.py"/>
        <source>Stopped. The program did not react and was ended.</source>
        <translation>已停止。程序没有反应，被强制结束。</translation>
    </message>
    <message>
        <location filename="../../app/model/retold.py"/>
        <source>The program asked for more memory than the limit of {megabytes} MB (settings: Memory).</source>
        <translation>程序要求的内存超过了 {megabytes} MB 的上限（设置：内存）。</translation>
    </message>
    <message>
        <location filename="../../app/model/retold.py"/>
        <source>The program ended itself with exit status {code} at line {line}, in a way that left no time to record it.</source>
        <translation>程序在第 {line} 行以退出状态 {code} 自行结束，来不及记录。</translation>
    </message>
    <message>
        <location filename="../../app/model/retold.py"/>
        <source>The program ended itself with exit status {code}, in a way that left no time to record it.</source>
        <translation>程序以退出状态 {code} 自行结束，来不及记录。</translation>
    </message>
    <message>
        <location filename="../../app/model/retold.py"/>
        <source>The program ended itself with os._exit({code}).</source>
        <translation>程序用 os._exit({code}) 自行结束。</translation>
    </message>
    <message>
        <location filename="../../app/model/retold.py"/>
        <source>The program gave its process to another one ({path}).</source>
        <translation>程序把自己的进程交给了另一个程序（{path}）。</translation>
    </message>
    <message>
        <location filename="../../app/model/retold.py"/>
        <source>The program that recorded this was ended.</source>
        <translation>录制它的程序已被结束。</translation>
    </message>
    <message>
        <location filename="../../app/model/retold.py"/>
        <source>The program was killed by {signal} at line {line}.</source>
        <translation>程序在第 {line} 行被{signal}终止。</translation>
    </message>
    <message>
        <location filename="../../app/model/retold.py"/>
        <source>The program was killed by {signal}.</source>
        <translation>程序被{signal}终止。</translation>
    </message>
    <message>
        <location filename="../../app/model/retold.py"/>
        <source>The run reached its limit of {count} events</source>
        <translation>运行达到了 {count} 个事件的上限</translation>
    </message>
    <message>
        <location filename="../../app/model/retold.py"/>
        <source>The run took longer than the limit of {seconds} s (settings: Time).</source>
        <translation>运行超过了 {seconds} 秒的上限（设置：时间）。</translation>
    </message>
    <message>
        <location filename="../../app/model/retold.py"/>
        <source>The tape reached its limit of {size}</source>
        <translation>记录带达到了 {size} 的上限</translation>
    </message>
    <message>
        <location filename="../../app/model/retold.py"/>
        <source>The tape stops before the end of its run.</source>
        <translation>记录带在运行结束之前中断。</translation>
    </message>
    <message>
        <location filename="../../app/model/retold.py"/>
        <source>a stack overflow</source>
        <translation>栈溢出</translation>
    </message>
    <message>
        <location filename="../../app/model/retold.py"/>
        <source>after the last backward call</source>
        <translation>最后一次 backward() 之后</translation>
    </message>
    <message>
        <location filename="../../app/model/retold.py"/>
        <source>an access violation</source>
        <translation>访问冲突</translation>
    </message>
    <message>
        <location filename="../../app/model/retold.py"/>
        <source>backward calls {first} to {last}</source>
        <translation>第 {first} 至 {last} 次 backward()</translation>
    </message>
    <message>
        <location filename="../../app/model/retold.py"/>
        <source>iterations {first} to {last}</source>
        <translation>第 {first} 至 {last} 次迭代</translation>
    </message>
    <message>
        <location filename="../../app/model/retold.py"/>
        <source>lines {first} to {last}</source>
        <translation>第 {first} 至 {last} 行</translation>
    </message>
    <message>
        <location filename="../../app/model/retold.py"/>
        <source>signal {number} (abort)</source>
        <translation>信号 {number}（中止）</translation>
    </message>
    <message>
        <location filename="../../app/model/retold.py"/>
        <source>signal {number} (arithmetic fault)</source>
        <translation>信号 {number}（算术错误）</translation>
    </message>
    <message>
        <location filename="../../app/model/retold.py"/>
        <source>signal {number} (bus error)</source>
        <translation>信号 {number}（总线错误）</translation>
    </message>
    <message>
        <location filename="../../app/model/retold.py"/>
        <source>signal {number} (illegal instruction)</source>
        <translation>信号 {number}（非法指令）</translation>
    </message>
    <message>
        <location filename="../../app/model/retold.py"/>
        <source>signal {number} (kill, or out of memory)</source>
        <translation>信号 {number}（被杀死，或内存不足）</translation>
    </message>
    <message>
        <location filename="../../app/model/retold.py"/>
        <source>signal {number} (segmentation fault)</source>
        <translation>信号 {number}（段错误）</translation>
    </message>
    <message>
        <location filename="../../app/model/retold.py"/>
        <source>signal {number} (terminate)</source>
        <translation>信号 {number}（终止）</translation>
    </message>
    <message>
        <location filename="../../app/model/retold.py"/>
        <source>{count} inputs</source>
        <translation>{count} 个输入</translation>
    </message>
    <message>
        <location filename="../../app/model/retold.py"/>
        <source>{count} parameters</source>
        <translation>{count} 个参数</translation>
    </message>
    <message>
        <location filename="../../app/model/retold.py"/>
        <source>{first} to {last}</source>
        <translation>{first} 至 {last}</translation>
    </message>
    <message>
        <location filename="../../app/model/retold.py"/>
        <source>{kind} (line {line}): {message}</source>
        <translation>{kind}（第 {line} 行）：{message}</translation>
    </message>
    <message>
        <location filename="../../app/model/retold.py"/>
        <source>{over} (settings: limits of a run).</source>
        <translation>{over}（设置：运行的上限）。</translation>
    </message>
    <message>
        <location filename="../../app/model/retold.py"/>
        <source>{over}. This is a mistake of Retrograd's, not of the program.</source>
        <translation>{over}。这是 Retrograd 的错误，不是程序的错误。</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source> or </source>
        <translation>或</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>The bracket is not closed.</source>
        <translation>括号没有闭合。</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>The quote is not closed.</source>
        <translation>引号没有闭合。</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>There is no key {word}:. Did you mean {near}:? For the plain text, put it in quotes.</source>
        <translation>没有键 {word}:。是否指 {near}:？若要找这段文字，请加引号。</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>There is no key {word}:. There are {known}. For the plain text, put it in quotes.</source>
        <translation>没有键 {word}:。可用的有 {known}。若要找这段文字，请加引号。</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>There is nothing between the commas.</source>
        <translation>逗号之间没有内容。</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>There is nothing between the quotes.</source>
        <translation>引号之间没有内容。</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>There is nothing called {word} to compare. Did you mean {near}?</source>
        <translation>没有叫 {word} 的量可比较。是否指 {near}？</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>There is nothing called {word} to compare. There are {known}.</source>
        <translation>没有叫 {word} 的量可比较。可用的有 {known}。</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>any</source>
        <translation>任意</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>as in dtype:float64</source>
        <translation>例如 dtype:float64</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>as in shape:(2,3) or shape:(*,3)</source>
        <translation>例如 shape:(2,3) 或 shape:(*,3)</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>at least</source>
        <translation>不小于</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>at most</source>
        <translation>不大于</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>at this step</source>
        <translation>在此步</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>begins with, as in grad_fn:Mul</source>
        <translation>以此开头，例如 grad_fn:Mul</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>but not {condition}</source>
        <translation>但不含：{condition}</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>current at this step</source>
        <translation>此步当前的</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>equal to</source>
        <translation>等于</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>everything</source>
        <translation>全部</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>has in its name, as in name:weight</source>
        <translation>名称包含，例如 name:weight</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>in the module {}</source>
        <translation>在模块 {} 中</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>is: does not know {word}. Did you mean is:{near}?</source>
        <translation>is: 不认识 {word}。是否指 is:{near}？</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>is: does not know {word}. It knows {known}.</source>
        <translation>is: 不认识 {word}。它认识 {known}。</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>leaf tensors</source>
        <translation>叶子张量</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>leaf, op, loss, untracked, visited, …</source>
        <translation>leaf、op、loss、untracked、visited、…</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>losses</source>
        <translation>损失</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>made at line {line}</source>
        <translation>创建于第 {line} 行</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>made at lines {lines}</source>
        <translation>创建于第 {lines} 行</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>made by the op {}</source>
        <translation>由运算 {} 产生</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>made there, as in line:12 or line:3-9</source>
        <translation>在那里创建，例如 line:12 或 line:3-9</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>nan, inf, zero or a number</source>
        <translation>nan、inf、zero 或一个数</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>nan, inf, zero, none, not_yet or a number</source>
        <translation>nan、inf、zero、none、not_yet 或一个数</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>norm of the gradient, as in |grad|&lt;1e-6</source>
        <translation>梯度的范数，例如 |grad|&lt;1e-6</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>norm of the value, as in norm&gt;10</source>
        <translation>值的范数，例如 norm&gt;10</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>not made by the op {}</source>
        <translation>不由运算 {} 产生</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>not of dtype {}</source>
        <translation>dtype 不是 {}</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>not reached by backward</source>
        <translation>反向传播未到达</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>not yet reached at this step</source>
        <translation>此步尚未到达的</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>of at least</source>
        <translation>大于等于</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>of at most</source>
        <translation>小于等于</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>of dtype {}</source>
        <translation>dtype 为 {}</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>of shape ({sizes})</source>
        <translation>形状为 ({sizes})</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>other than</source>
        <translation>不等于</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>outside of the module {}</source>
        <translation>在模块 {} 之外</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>over</source>
        <translation>大于</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>reached by backward() call {call}</source>
        <translation>第 {call} 次 backward() 到达</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>reached by backward() calls {calls}</source>
        <translation>第 {calls} 次 backward() 到达</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>reached by that backward() call, as in call:2</source>
        <translation>由那次 backward() 到达，例如 call:2</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>results of tracked ops</source>
        <translation>被跟踪运算的结果</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>some element, as in value&gt;3</source>
        <translation>某个元素，例如 value&gt;3</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>tensors that are not tracked</source>
        <translation>未跟踪的张量</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>tensors that backward() began at</source>
        <translation>backward() 起始的张量</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>tensors whose gradient is cut off</source>
        <translation>梯度被切断的张量</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>that are scalars</source>
        <translation>是标量</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>that have no gradient yet</source>
        <translation>还没有梯度</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>the largest element (also min, mean, size)</source>
        <translation>最大的元素（还有 min、mean、size）</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>the op, as in op:mul or op:add*</source>
        <translation>运算，例如 op:mul 或 op:add*</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>under</source>
        <translation>小于</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>visited by backward at this step</source>
        <translation>此步已被反向传播访问的</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>which are {what}</source>
        <translation>属于{what}</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>whose grad_fn begins with {}</source>
        <translation>grad_fn 以 {} 开头</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>whose grad_fn does not begin with {}</source>
        <translation>grad_fn 不以 {} 开头</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>whose gradient has a norm {op} {number}</source>
        <translation>梯度的范数{op} {number}</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>whose gradient is None</source>
        <translation>梯度为 None</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>whose gradient is all zero</source>
        <translation>梯度全为零</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>whose largest element is {op} {number}</source>
        <translation>最大元素{op} {number}</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>whose mean is {op} {number}</source>
        <translation>平均值{op} {number}</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>whose number of elements is {op} {number}</source>
        <translation>元素个数{op} {number}</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>whose smallest element is {op} {number}</source>
        <translation>最小元素{op} {number}</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>whose value has a norm {op} {number}</source>
        <translation>值的范数{op} {number}</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>whose value is all zero</source>
        <translation>值全为零</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>with a NaN in the gradient</source>
        <translation>梯度中有 NaN</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>with a NaN in the value</source>
        <translation>值中有 NaN</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>with an element of the gradient {op} {number}</source>
        <translation>梯度中有元素{op} {number}</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>with an element {op} {number}</source>
        <translation>有元素{op} {number}</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>with an infinity in the gradient</source>
        <translation>梯度中有无穷</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>with an infinity in the value</source>
        <translation>值中有无穷</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>with {words} in name, op or grad_fn</source>
        <translation>名称、运算或 grad_fn 含 {words}</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>with {} in the name</source>
        <translation>名称含 {}</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>within a module, as in in:h.*.ln*</source>
        <translation>在模块之内，例如 in:h.*.ln*</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>without {} in the name</source>
        <translation>名称不含 {}</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>{key} wants a comparison, as in {key}&gt;10.</source>
        <translation>{key} 需要比较，例如 {key}&gt;10。</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>{key} wants a number after it, as in {key}10.</source>
        <translation>{key} 后面需要一个数，例如 {key}10。</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>{key}: does not know {text}. It takes {choices}, or a number.</source>
        <translation>{key}: 不认识 {text}。可用 {choices}，或一个数。</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>{key}: wants something after it.</source>
        <translation>{key}: 后面需要内容。</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>{what} {condition}</source>
        <translation>{what}（{condition}）</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>“{text}” is neither a number nor a range: {key}: wants {key}:12 or {key}:3-9.</source>
        <translation>“{text}”既不是数也不是范围：{key}: 需要 {key}:12 或 {key}:3-9。</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>“{text}” is not a number: {key} wants one, as in {key}0.5 or {key}1e-6.</source>
        <translation>“{text}”不是数：{key} 需要一个数，例如 {key}0.5 或 {key}1e-6。</translation>
    </message>
    <message>
        <location filename="../../app/model/search_words.py"/>
        <source>“{text}” is not a size: a shape is (2, 3), with * for any size and ... for any number of them.</source>
        <translation>“{text}”不是大小：形状如 (2, 3)，* 表示任意大小，... 表示任意多个。</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>A program that asks for more memory than this gets a MemoryError.</source>
        <translation>程序要求的内存多于此数时会得到 MemoryError。</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>A run that records more events than this is ended.</source>
        <translation>运行记录的事件多于此数时会被结束。</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>A run that takes longer than this is ended; pauses do not count.</source>
        <translation>运行时间超过此数时会被结束；暂停不计。</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>A run whose tape grows beyond this is ended.</source>
        <translation>运行的记录带超过此大小时会被结束。</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>A small picture of the whole graph while it does not fit into view.</source>
        <translation>图放不下时显示整个图的缩略图。</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>Direction of the graph</source>
        <translation>图的方向</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>Down the screen, or from left to right.</source>
        <translation>自上而下，或从左到右。</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>Edges are the thicker the larger the gradient that flowed along them, on a logarithmic scale.</source>
        <translation>流过的梯度越大，边越粗，按对数刻度。</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>Editor</source>
        <translation>编辑器</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>Limits of a run</source>
        <translation>运行的限制</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>Lines beyond this are left out of the tape, but for the last ones; the program goes on.</source>
        <translation>超出的行不进入记录带，最后几行除外；程序继续运行。</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>Lines printed</source>
        <translation>打印的行数</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>Live mode</source>
        <translation>实时模式</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>MB</source>
        <translation>MB</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>Minimap</source>
        <translation>小地图</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>One is the fastest for small tensors, and gives the same numbers at every run.</source>
        <translation>对小张量来说一个最快，并且每次运行得到相同的数值。</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>Parts of the graph</source>
        <translation>图的各部分</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>Shapes on edges</source>
        <translation>边上的形状</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>Size of gradients on edges</source>
        <translation>边上的梯度大小</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>Size of the tape</source>
        <translation>记录带的大小</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>Size of the text printed</source>
        <translation>打印文本的大小</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>Text beyond this is left out of the tape, but for its end; the program goes on.</source>
        <translation>超出的文本不进入记录带，末尾除外；程序继续运行。</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>The autograd graph, or all that was computed, with every value and gradient as a grid.</source>
        <translation>自动求导图，或所有计算过的内容，每个值和梯度以网格显示。</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>The graph moves so that the current node is in view.</source>
        <translation>图会移动，使当前节点在视野中。</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>The program runs again as it is typed, while that takes less than 2 s.</source>
        <translation>输入时程序重新运行，只要不超过 2 秒。</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>The settings in {path} are not what is expected; the defaults are used.</source>
        <translation>{path} 中的设置不是预期的内容；改用默认值。</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>The settings in {path} could not be read ({reason}); the defaults are used.</source>
        <translation>无法读取 {path} 中的设置（{reason}）；改用默认值。</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>The shape of each tensor is written on the edges that carry it, not only on those under the pointer.</source>
        <translation>在传递张量的每条边上写出其形状，而不只是在指针所指的边上。</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>Threads for matrix products</source>
        <translation>矩阵乘法的线程数</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>What is drawn as one when the graph is large, or when you collapse it.</source>
        <translation>图很大或你折叠它时，什么被画成一个。</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>What the graph shows</source>
        <translation>图显示的内容</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>a number</source>
        <translation>数值</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>a text</source>
        <translation>一段文字</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>a whole number</source>
        <translation>整数</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>events</source>
        <translation>个事件</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>lines</source>
        <translation>行</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>no limit</source>
        <translation>不限</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>one of {choices}</source>
        <translation>{choices} 之一</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>s</source>
        <translation>秒</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>threads</source>
        <translation>个线程</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>yes or no</source>
        <translation>是或否</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>{kind} from {low} to {high}</source>
        <translation>从 {low} 到 {high} 的{kind}</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>{number}, or 0 ({meaning})</source>
        <translation>{number}，或 0（{meaning}）</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>{problem} The default is used.</source>
        <translation>{problem}改用默认值。</translation>
    </message>
    <message>
        <location filename="../../app/model/settings.py"/>
        <source>{title}: {value!r} is not {wanted}.</source>
        <translation>{title}：{value!r} 不是{wanted}。</translation>
    </message>
    <message>
        <location filename="../../app/model/why.py"/>
        <source>Call {name}.retain_grad() before backward() to keep it.</source>
        <translation>在 backward() 之前调用 {name}.retain_grad() 来保留它。</translation>
    </message>
    <message>
        <location filename="../../app/model/why.py"/>
        <source>The gradient of {name} is 0.</source>
        <translation>{name} 的梯度是 0。</translation>
    </message>
    <message>
        <location filename="../../app/model/why.py"/>
        <source>The gradient of {name} is 0: {reason}.</source>
        <translation>{name} 的梯度是 0：{reason}。</translation>
    </message>
    <message>
        <location filename="../../app/model/why.py"/>
        <source>the program</source>
        <translation>程序</translation>
    </message>
    <message>
        <location filename="../../app/model/why.py"/>
        <source>{how} at line {line} set it to 0</source>
        <translation>第 {line} 行的 {how} 把它设成了 0</translation>
    </message>
    <message>
        <location filename="../../app/model/why.py"/>
        <source>{name} has a gradient: {value}.</source>
        <translation>{name} 有梯度：{value}。</translation>
    </message>
    <message>
        <location filename="../../app/model/why.py"/>
        <source>{name} has no gradient yet: {reason}.</source>
        <translation>{name} 还没有梯度：{reason}。</translation>
    </message>
    <message>
        <location filename="../../app/model/why.py"/>
        <source>{name} has no gradient: the graph is {reason}.</source>
        <translation>{name} 没有梯度：计算图{reason}。</translation>
    </message>
    <message>
        <location filename="../../app/model/why.py"/>
        <source>{name} has no gradient: {reason}.</source>
        <translation>{name} 没有梯度：{reason}。</translation>
    </message>
    <message>
        <location filename="../../app/model/why.py"/>
        <source>{name}.grad itself is None: {name} is the result of {op} (line {line}), not a leaf, and retain_grad() was not called. The gradient that flowed through it is shown.</source>
        <translation>{name}.grad 本身是 None：{name} 是 {op} 的结果（第 {line} 行），不是叶子，也没有调用 retain_grad()。这里显示的是流经它的梯度。</translation>
    </message>
    <message>
        <location filename="../../app/model/why.py"/>
        <source>{name}.grad itself is None: {reason}. The gradient that flowed through it is shown.</source>
        <translation>{name}.grad 本身是 None：{reason}。这里显示的是流过它的梯度。</translation>
    </message>
    <message>
        <location filename="../../app/model/why.py"/>
        <source>{share} of the gradient of {name} is 0: {reason}.</source>
        <translation>{name} 的梯度有 {share} 是 0：{reason}。</translation>
    </message>
    <message>
        <location filename="../../app/model/why_not.py"/>
        <source>.data gives a tensor that shares the numbers and not the history.</source>
        <translation>.data 给出的张量共享数值，但不带历史。</translation>
    </message>
    <message>
        <location filename="../../app/model/why_not.py"/>
        <source>.item() gives a plain number.</source>
        <translation>.item() 给出的是普通数字。</translation>
    </message>
    <message>
        <location filename="../../app/model/why_not.py"/>
        <source>.tolist() gives plain numbers.</source>
        <translation>.tolist() 给出的是普通数字。</translation>
    </message>
    <message>
        <location filename="../../app/model/why_not.py"/>
        <source>A gradient requires grad only after backward(create_graph=True) or torch.autograd.grad(…, create_graph=True), for second derivatives.</source>
        <translation>只有用 backward(create_graph=True) 或 torch.autograd.grad(…, create_graph=True) 求二阶导数时，梯度本身才需要梯度。</translation>
    </message>
    <message>
        <location filename="../../app/model/why_not.py"/>
        <source>A tensor that does not require grad (a frozen parameter) gets no gradient.</source>
        <translation>不需要梯度的张量（被冻结的参数）得不到梯度。</translation>
    </message>
    <message>
        <location filename="../../app/model/why_not.py"/>
        <source>An operation is tracked if one of its inputs requires grad at that moment.</source>
        <translation>只有运算当时有某个输入需要梯度，这个运算才会被跟踪。</translation>
    </message>
    <message>
        <location filename="../../app/model/why_not.py"/>
        <source>Integers (indices, counts, labels) have no derivative.</source>
        <translation>整数（下标、计数、标签）没有导数。</translation>
    </message>
    <message>
        <location filename="../../app/model/why_not.py"/>
        <source>It comes from {names}.</source>
        <translation>它来自 {names}。</translation>
    </message>
    <message>
        <location filename="../../app/model/why_not.py"/>
        <source>It was never used in any operation.</source>
        <translation>它从未参与任何运算。</translation>
    </message>
    <message>
        <location filename="../../app/model/why_not.py"/>
        <source>No backward() came after it.</source>
        <translation>此后再没有 backward()。</translation>
    </message>
    <message>
        <location filename="../../app/model/why_not.py"/>
        <source>No backward() has reached it since.</source>
        <translation>此后没有 backward() 再到达它。</translation>
    </message>
    <message>
        <location filename="../../app/model/why_not.py"/>
        <source>Only tensors of floating or complex dtype can require grad; {name} is {dtype}.</source>
        <translation>只有浮点或复数 dtype 的张量才能需要梯度；{name} 是 {dtype}。</translation>
    </message>
    <message>
        <location filename="../../app/model/why_not.py"/>
        <source>That is usual for data. If its gradient is wanted, make it with requires_grad=True, or call {name}.requires_grad_() before computing with it.</source>
        <translation>对数据来说这很正常。如果需要它的梯度，请在创建时写 requires_grad=True，或在用它计算之前调用 {name}.requires_grad_()。</translation>
    </message>
    <message>
        <location filename="../../app/model/why_not.py"/>
        <source>True and False have no derivative.</source>
        <translation>True 和 False 没有导数。</translation>
    </message>
    <message>
        <location filename="../../app/model/why_not.py"/>
        <source>What NumPy computes is not recorded.</source>
        <translation>NumPy 的计算不会被记录。</translation>
    </message>
    <message>
        <location filename="../../app/model/why_not.py"/>
        <source>While grad mode is off no operation is recorded.</source>
        <translation>梯度模式关闭期间，任何运算都不会被记录。</translation>
    </message>
    <message>
        <location filename="../../app/model/why_not.py"/>
        <source>backward() at line {line} could not begin</source>
        <translation>第 {line} 行的 backward() 无法开始</translation>
    </message>
    <message>
        <location filename="../../app/model/why_not.py"/>
        <source>backward() is never called in this run</source>
        <translation>这次运行从未调用 backward()</translation>
    </message>
    <message>
        <location filename="../../app/model/why_not.py"/>
        <source>detach() gives a tensor that shares the numbers and not the history.</source>
        <translation>detach() 给出的张量共享数值，但不带历史。</translation>
    </message>
    <message>
        <location filename="../../app/model/why_not.py"/>
        <source>detach_() makes it a leaf that does not require grad.</source>
        <translation>detach_() 把它变成不需要梯度的叶子。</translation>
    </message>
    <message>
        <location filename="../../app/model/why_not.py"/>
        <source>float() gives a plain number.</source>
        <translation>float() 给出的是普通数字。</translation>
    </message>
    <message>
        <location filename="../../app/model/why_not.py"/>
        <source>int() gives a plain number.</source>
        <translation>int() 给出的是普通数字。</translation>
    </message>
    <message>
        <location filename="../../app/model/why_not.py"/>
        <source>it is a gradient itself</source>
        <translation>它本身就是一个梯度</translation>
    </message>
    <message>
        <location filename="../../app/model/why_not.py"/>
        <source>it was made of numbers that {how} took out of the graph</source>
        <translation>它由 {how} 从图中取出的数值构成</translation>
    </message>
    <message>
        <location filename="../../app/model/why_not.py"/>
        <source>its history was cut at line {line} by {how}</source>
        <translation>它的历史在第 {line} 行被 {how} 切断</translation>
    </message>
    <message>
        <location filename="../../app/model/why_not.py"/>
        <source>its history was cut by {how}</source>
        <translation>它的历史被 {how} 切断</translation>
    </message>
    <message>
        <location filename="../../app/model/why_not.py"/>
        <source>nothing that it is computed from requires grad</source>
        <translation>计算它所用的张量都不需要梯度</translation>
    </message>
    <message>
        <location filename="../../app/model/why_not.py"/>
        <source>sample() draws under no_grad: how a draw follows from its distribution is not recorded.</source>
        <translation>sample() 在 no_grad 下抽样：样本如何由分布得来没有被记录。</translation>
    </message>
    <message>
        <location filename="../../app/model/why_not.py"/>
        <source>torch.tensor(…) copies numbers, not what they were computed from.</source>
        <translation>torch.tensor(…) 只复制数值，不复制它们的计算过程。</translation>
    </message>
    <message>
        <location filename="../../app/model/why_not.py"/>
        <source>{leaf} came to require grad at line {line}, after {name} had been computed from it</source>
        <translation>{leaf} 到第 {line} 行才需要梯度，而 {name} 在那之前就已由它算出</translation>
    </message>
    <message>
        <location filename="../../app/model/why_not.py"/>
        <source>{result} has no grad_fn, and {name}, computed from it, has none either.</source>
        <translation>{result} 没有 grad_fn，由它算出的 {name} 也就没有。</translation>
    </message>
    <message>
        <location filename="../../app/model/why_not.py"/>
        <source>{result} has no grad_fn, so backward stops there and goes no further towards {name}.</source>
        <translation>{result} 没有 grad_fn，所以反向传播停在那里，到不了 {name}。</translation>
    </message>
    <message>
        <location filename="../../app/model/why_not.py"/>
        <source>{result} was computed with a plain number, so no edge leads from it to {name}.</source>
        <translation>{result} 是用普通数字算出的，所以没有边从它通向 {name}。</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>Accum.</source>
        <translation>累积</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>Checked by finite differences</source>
        <translation>用有限差分检查</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>Edges</source>
        <translation>边</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>Event</source>
        <translation>事件（详情）</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>From {root} to {leaf}</source>
        <translation>从 {root} 到 {leaf}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>Ledger of {name}.grad</source>
        <translation>{name}.grad 的账本</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>None to {to}</source>
        <translation>None 给 {to}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>None: {other} needs no grad</source>
        <translation>None：{other} 不需要梯度</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>None: {reason}</source>
        <translation>None：{reason}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>Numbers</source>
        <translation>数值</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>Received</source>
        <translation>收到的梯度</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>Rule</source>
        <translation>规则</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>Saved tensors</source>
        <translation>保存的张量</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>Tensor</source>
        <translation>张量</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>This cannot be checked: {why}.</source>
        <translation>无法检查：{why}。</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>Why</source>
        <translation>为什么</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>a boolean dtype</source>
        <translation>布尔 dtype</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>a hook changed the gradient on its way, so it is another one than these factors give</source>
        <translation>途中有 hook 改变了梯度，因此它与这些因子给出的不同</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>a hook changes what arrives</source>
        <translation>hook 改变了到达的梯度</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>a hook makes it</source>
        <translation>由 hook 产生</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>a hook on {name} changes {before} to {after}</source>
        <translation>{name} 上的 hook 把 {before} 改为 {after}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>a hook on {name} sees {before} and leaves it</source>
        <translation>{name} 上的 hook 看到 {before}，没有改动</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>a tensor of {dtype} has no gradient</source>
        <translation>{dtype} 张量没有梯度</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>a tensor of {dtype}, made at line {line}, has no gradient</source>
        <translation>第 {line} 行创建的 {dtype} 张量没有梯度</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>also</source>
        <translation>还有</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>an empty tensor {shape}</source>
        <translation>空张量 {shape}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>an integer dtype ({dtype})</source>
        <translation>整数 dtype（{dtype}）</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>and {count} earlier ones</source>
        <translation>以及更早的 {count} 个</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>assigned</source>
        <translation>赋值</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>autograd.grad() returns the gradient and leaves .grad alone</source>
        <translation>autograd.grad() 返回梯度，不改动 .grad</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>backward call {call}</source>
        <translation>第 {call} 次 backward()</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>backward call {call} broke off with an error</source>
        <translation>第 {call} 次 backward() 因错误中断</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>backward call {call} broke off: {message}</source>
        <translation>第 {call} 次 backward() 中断：{message}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>backward call {call} is done; its graph is kept</source>
        <translation>第 {call} 次 backward() 完成；它的图保留着</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>backward call {call} is done; its saved tensors are freed</source>
        <translation>第 {call} 次 backward() 完成；它保存的张量已释放</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>backward call {call} starts from {roots}</source>
        <translation>第 {call} 次 backward() 从 {roots} 开始</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>backward call {call} starts from {roots}, for {inputs}</source>
        <translation>第 {call} 次 backward() 从 {roots} 开始，求 {inputs}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>backward call {call} was asked for {names} only</source>
        <translation>第 {call} 次 backward() 只要求了 {names}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>backward has not reached it yet</source>
        <translation>反向传播尚未到达它</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>backward sent nothing to {name} in this call</source>
        <translation>这次调用中反向传播没有向 {name} 传任何梯度</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>backward started here</source>
        <translation>反向传播从这里开始</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>backward {call}</source>
        <translation>第 {call} 次反向传播</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>backward() has not been called yet</source>
        <translation>还没有调用 backward()</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>changed in place</source>
        <translation>就地修改</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>created</source>
        <translation>创建</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>cut at line {line} by {how}</source>
        <translation>在第 {line} 行被 {how} 切断</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>cut by {how}</source>
        <translation>被 {how} 切断</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>detach_() took its history away</source>
        <translation>detach_() 去掉了它的历史</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>detach_() took its history away at line {line}</source>
        <translation>第 {line} 行的 detach_() 去掉了它的历史</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>each grid on its own scale</source>
        <translation>每个网格用自己的刻度</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>end of backward</source>
        <translation>反向传播结束</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>end of the run</source>
        <translation>运行结束</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>error</source>
        <translation>错误</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>finite differences</source>
        <translation>有限差分</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>forward</source>
        <translation>前向</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>from</source>
        <translation>来源</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>from {node}, edge {edge} ({tensor})</source>
        <translation>来自 {node}，边 {edge}（{tensor}）</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>grad of {name}</source>
        <translation>{name} 的 grad</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>gradient of {name}</source>
        <translation>{name} 的梯度</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>hook</source>
        <translation>hook</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>in backward call {call}</source>
        <translation>第 {call} 次 backward() 中</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>it does not require grad</source>
        <translation>requires_grad 为 False</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>it does not require grad: made by {how}</source>
        <translation>requires_grad 为 False：由 {how} 产生</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>it does not require grad: made by {how} at line {line}</source>
        <translation>requires_grad 为 False：由第 {line} 行的 {how} 产生</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>it does not require grad: made under {how}</source>
        <translation>requires_grad 为 False：在 {how} 之下产生</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>it does not require grad: made under {how} at line {line}</source>
        <translation>requires_grad 为 False：在第 {line} 行的 {how} 之下产生</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>its shape is {shape}; what was written has {given}</source>
        <translation>它的形状是 {shape}；所写的是 {given}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>later steps are dimmed</source>
        <translation>之后的步显示为灰色</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>line</source>
        <translation>行</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>made at step {step}</source>
        <translation>创建于第 {step} 步</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>made before step 1</source>
        <translation>在第 1 步之前创建</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>made by</source>
        <translation>产生者</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>module</source>
        <translation>模块</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>name</source>
        <translation>名称</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>never zeroed</source>
        <translation>从未清零</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>no gradient was sent to this output</source>
        <translation>没有梯度传给这个输出</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>no later backward() reaches it, as the last one ran before it was made</source>
        <translation>此后没有 backward() 会到达它，因为最后一次在它创建之前就运行了</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>no later backward() reaches it, as the last one, at line {line}, ran before it was made</source>
        <translation>此后没有 backward() 会到达它，因为最后一次（第 {line} 行）在它创建之前就运行了</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>no_grad</source>
        <translation>no_grad</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>node {id}</source>
        <translation>节点 {id}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>node {number} in backward call {call}</source>
        <translation>第 {call} 次 backward() 的第 {number} 个节点</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>node {number} of {count} in backward call {call}</source>
        <translation>第 {call} 次 backward() 的第 {number} 个节点，共 {count} 个</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>not a leaf, and retain_grad() was not called</source>
        <translation>不是叶子，也没有调用 retain_grad()</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>not on the tape</source>
        <translation>不在记录带上</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>not reached</source>
        <translation>未到达</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>nothing leads from it to the output</source>
        <translation>没有路径从它通向输出</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>nothing: not reached</source>
        <translation>无：未到达</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>optimizer</source>
        <translation>优化器</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>optimizer step</source>
        <translation>优化器 step</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>other</source>
        <translation>其他</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>output</source>
        <translation>输出</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>output {nr}</source>
        <translation>输出 {nr}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>print</source>
        <translation>打印</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>prints {text}</source>
        <translation>打印 {text}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>received</source>
        <translation>收到</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>relative error</source>
        <translation>相对误差</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>requires_grad was set to False</source>
        <translation>requires_grad 被设成了 False</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>requires_grad was set to False at line {line}</source>
        <translation>requires_grad 在第 {line} 行被设成了 False</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>reset to None</source>
        <translation>已重置为 None</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>reset to None at line {line}</source>
        <translation>在第 {line} 行重置为 None</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>reset to None; backward has not reached it again</source>
        <translation>已重置为 None；反向传播还没有再次到达它</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>root</source>
        <translation>根</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>saves nothing</source>
        <translation>不保存任何内容</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>sent {value}</source>
        <translation>已传 {value}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>set to None</source>
        <translation>设为 None</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>set to zero</source>
        <translation>设为零</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>setup</source>
        <translation>准备</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>so far</source>
        <translation>到目前</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>step</source>
        <translation>步</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>step {step}</source>
        <translation>第 {step} 步</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>sum</source>
        <translation>和</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>summed over axis {axes}: {name} is {shape} and was repeated to {whole}</source>
        <translation>沿轴 {axes} 求和：{name} 是 {shape}，曾被扩展到 {whole}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>text</source>
        <translation>文本</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>the gradient is wrong: {name} gets NaN or infinity where finite differences are numbers; {wrong} of {count} elements are wrong</source>
        <translation>梯度有错：有限差分是数的地方 {name} 得到 NaN 或无穷；{count} 个元素中有 {wrong} 个错误</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>the gradient of {name} agrees with finite differences: {count} elements, largest relative error {worst}</source>
        <translation>{name} 的梯度与有限差分一致：{count} 个元素，最大相对误差 {worst}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>the gradient of {name} is wrong in {wrong} of {count} elements: relative error up to {worst}</source>
        <translation>{name} 的梯度有错：{count} 个元素中有 {wrong} 个，相对误差最大 {worst}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>the gradients of {names} are set to None</source>
        <translation>{names} 的梯度设为 None</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>the gradients of {names} are set to zero</source>
        <translation>{names} 的梯度设为零</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>the number {number}</source>
        <translation>数 {number}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>the numbers are those of element [{index}]</source>
        <translation>这些数值属于元素 [{index}]</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>the run ended with an error</source>
        <translation>运行因错误结束</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>the run hit a limit</source>
        <translation>运行达到了限制</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>the run is finished</source>
        <translation>运行完成</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>the run was stopped</source>
        <translation>运行被停止</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>the same numbers, as {shape} again: {name} was given the shape {whole}</source>
        <translation>数值不变，恢复为 {shape}：{name} 曾被改成形状 {whole}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>the sum is {value}</source>
        <translation>和为 {value}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>the sum of what arrived</source>
        <translation>到达的梯度之和</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>the tape has no value of {name}</source>
        <translation>记录带上没有 {name} 的值</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>there are more than {count} ops on the way</source>
        <translation>途中的运算超过 {count} 个</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>there is no derivative to compare with: {name} stands at a kink everywhere</source>
        <translation>没有可比较的导数：{name} 处处在折点上</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>there is no element [{index}]: its shape is {shape}</source>
        <translation>没有元素 [{index}]：形状是 {shape}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>value of {name}</source>
        <translation>{name} 的值</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>what backward started from is not a finite number here, so it has no finite differences</source>
        <translation>反向传播的起点在这里不是有限数，所以没有有限差分</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>what happened</source>
        <translation>发生了什么</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>what {op} at line {line} computes is not on the tape</source>
        <translation>第 {line} 行的 {op} 算的内容不在记录带上</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>write one number, or nested lists of them such as [[1, 2], [3, 4]]</source>
        <translation>写一个数，或嵌套的列表，例如 [[1, 2], [3, 4]]</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>writes to stderr: {text}</source>
        <translation>写到 stderr：{text}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>wrong: above {error}</source>
        <translation>超过 {error} 即为错误</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>you are here</source>
        <translation>你在这里</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>zero_grad</source>
        <translation>zero_grad</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{count} elements stand at a kink and were left out</source>
        <translation>{count} 个元素在折点上，未计入</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{first} and {last}</source>
        <translation>{first} 和 {last}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{first}; {last}</source>
        <translation>{first}；{last}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{names} and {count} more</source>
        <translation>{names} 及另外 {count} 个</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{names}.grad is set to None</source>
        <translation>{names}.grad 设为 None</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{names}.grad is set to zero</source>
        <translation>{names}.grad 设为零</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{name} after</source>
        <translation>{name} 之后</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{name} before</source>
        <translation>之前的 {name}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{name} comes up: {value}</source>
        <translation>出现 {name}：{value}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{name} is changed in place at line {line}, which cannot be computed again from the tape</source>
        <translation>{name} 在第 {line} 行被就地修改，无法从记录带重新计算</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{name} is made from {source} by {how}: no gradient flows back</source>
        <translation>{name} 由 {source} 经 {how} 得到：没有梯度流回</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{name} is made: {value}</source>
        <translation>创建 {name}：{value}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{name} is made: {value}, requires grad</source>
        <translation>创建 {name}：{value}，需要梯度</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{name} is not of real floating point</source>
        <translation>{name} 不是实浮点数</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{name} is where backward began: its gradient was given</source>
        <translation>反向传播从 {name} 开始：它的梯度是给定的</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{name}.grad is set to {after}</source>
        <translation>{name}.grad 设为 {after}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{name}.grad: None → {after}</source>
        <translation>{name}.grad：None → {after}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{name}.grad: {before} + {added} → {after}</source>
        <translation>{name}.grad：{before} + {added} → {after}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{node} has sent all its gradients</source>
        <translation>{node} 已传出所有梯度</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{node} receives nothing</source>
        <translation>{node} 什么也没收到</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{node} receives {arrived}</source>
        <translation>{node} 收到 {arrived}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{node} receives {arrived}, sends nothing</source>
        <translation>{node} 收到 {arrived}，不传出任何梯度</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{node} receives {arrived}, sends {sent}</source>
        <translation>{node} 收到 {arrived}，传出 {sent}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{node} receives {arrived}: what does {to} get?</source>
        <translation>{node} 收到 {arrived}：{to} 得到多少？</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{node} sends {value} to {to}</source>
        <translation>{node} 把 {value} 传给 {to}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{optimizer} changes {count} tensors: {names}</source>
        <translation>{optimizer} 修改 {count} 个张量：{names}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{optimizer} changes {name}: {before} → {after}</source>
        <translation>{optimizer} 修改 {name}：{before} → {after}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{optimizer} steps, but no tensor has a gradient</source>
        <translation>{optimizer} 执行 step，但没有张量有梯度</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{optimizer} takes {lr} · grad away from each of {count} tensors: {names}</source>
        <translation>{optimizer} 从 {count} 个张量中各减去 {lr} · grad：{names}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{optimizer} takes {lr} · grad away from {name}: {before} → {after}</source>
        <translation>{optimizer} 从 {name} 中减去 {lr} · grad：{before} → {after}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{optimizer} takes {lr} · grad away from {name}: {before} − {lr} · {grad} = {after}</source>
        <translation>{optimizer} 从 {name} 中减去 {lr} · grad：{before} − {lr} · {grad} = {after}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{op} at line {line} cannot be computed with other values</source>
        <translation>第 {line} 行的 {op} 无法用别的值计算</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{op} at line {line} draws random numbers, so computing it again would give others</source>
        <translation>第 {line} 行的 {op} 用到随机数，重新计算会得到不同的数</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{part} · gradient of {name}</source>
        <translation>{part} · {name} 的梯度</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{phase}, node {at} of {of}</source>
        <translation>{phase}，节点 {at}/{of}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{range}, with {odd}</source>
        <translation>{range}，含 {odd}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{roots} does not depend on it</source>
        <translation>{roots} 不依赖它</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{roots} does not depend on it; its numbers were taken out by {how} at line {line}</source>
        <translation>{roots} 不依赖它；它的数值在第 {line} 行被 {how} 取出</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{shape} from {low} to {high}</source>
        <translation>{shape}，从 {low} 到 {high}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{shape}, all {value}</source>
        <translation>{shape}，全为 {value}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{status}: {reason}</source>
        <translation>{status}：{reason}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{title} changes {name} in place, to {value}</source>
        <translation>{title} 就地修改 {name}，变为 {value}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{title} gives {value}</source>
        <translation>{title} 得到 {value}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{title} gives {value}; not tracked</source>
        <translation>{title} 得到 {value}；未跟踪</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{title}: what comes out?</source>
        <translation>{title}：结果是多少？</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{to} has received {value} so far, the sum of {count}</source>
        <translation>{to} 到目前收到 {value}，是 {count} 份之和</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{type}: {message}</source>
        <translation>{type}：{message}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{value} to each of {count} elements of {to}</source>
        <translation>{value} 给 {to} 的每个元素（共 {count} 个）</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{value} to {to}</source>
        <translation>{value} 给 {to}</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{value} to {to}, twice</source>
        <translation>{value} 给 {to}，两次</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>{value} to {to}, {times} times</source>
        <translation>{value} 给 {to}，{times} 次</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>… {count} earlier arrivals</source>
        <translation>… 更早的 {count} 次到达</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>… {count} earlier writes</source>
        <translation>… 之前还有 {count} 次写入</translation>
    </message>
    <message>
        <location filename="../../app/model/words.py"/>
        <source>… {count} later writes</source>
        <translation>… 之后还有 {count} 次写入</translation>
    </message>
    <message>
        <location filename="../../app/model/zeros.py"/>
        <source> (line {line})</source>
        <translation>（第 {line} 行）</translation>
    </message>
    <message>
        <location filename="../../app/model/zeros.py"/>
        <source>A smaller learning rate or other initial values; leaky_relu keeps a slope below 0.</source>
        <translation>换更小的学习率或别的初始值；leaky_relu 在 0 以下仍有斜率。</translation>
    </message>
    <message>
        <location filename="../../app/model/zeros.py"/>
        <source>All of its {size} elements are 0.</source>
        <translation>它的 {size} 个元素全是 0。</translation>
    </message>
    <message>
        <location filename="../../app/model/zeros.py"/>
        <source>Clamp only what is reported, or make sure that the values lie within the limits.</source>
        <translation>只对要报告的值做 clamp，或者保证值在界限之内。</translation>
    </message>
    <message>
        <location filename="../../app/model/zeros.py"/>
        <source>Draw apart from what shall learn: mu + sigma * torch.randn_like(sigma), or rsample() of a distribution.</source>
        <translation>把抽样与要学习的量分开：mu + sigma * torch.randn_like(sigma)，或用分布的 rsample()。</translation>
    </message>
    <message>
        <location filename="../../app/model/zeros.py"/>
        <source>For one score use a sigmoid; else check the dimension.</source>
        <translation>只有一个分数时用 sigmoid；否则检查维度。</translation>
    </message>
    <message>
        <location filename="../../app/model/zeros.py"/>
        <source>Keep the inputs small: scale the data, start from smaller weights.</source>
        <translation>让输入保持小：缩放数据，从更小的权重开始。</translation>
    </message>
    <message>
        <location filename="../../app/model/zeros.py"/>
        <source>Leave the factor 0 out: nothing below it can learn.</source>
        <translation>去掉因子 0：在它之下什么也学不到。</translation>
    </message>
    <message>
        <location filename="../../app/model/zeros.py"/>
        <source>Look at the contributions one by one in the ledger.</source>
        <translation>在账本里逐一查看各份贡献。</translation>
    </message>
    <message>
        <location filename="../../app/model/zeros.py"/>
        <source>Look at the rule of this node: what is added up there cancels.</source>
        <translation>看这个节点的规则：那里累加的各项相互抵消。</translation>
    </message>
    <message>
        <location filename="../../app/model/zeros.py"/>
        <source>Nothing to mend: the loss is at its least here.</source>
        <translation>无需修改：损失在这里已是最小。</translation>
    </message>
    <message>
        <location filename="../../app/model/zeros.py"/>
        <source>Only what was picked gets a gradient: that may be meant.</source>
        <translation>只有被选中的元素才有梯度：这也许正是本意。</translation>
    </message>
    <message>
        <location filename="../../app/model/zeros.py"/>
        <source>See what the hook returns: a factor or mask in it is 0.</source>
        <translation>看看钩子返回什么：其中的因子或掩码是 0。</translation>
    </message>
    <message>
        <location filename="../../app/model/zeros.py"/>
        <source>See why the factor is 0: weights that start at 0 keep what is below them from learning.</source>
        <translation>看看这个因子为什么是 0：从 0 开始的权重会让它下面的部分学不到东西。</translation>
    </message>
    <message>
        <location filename="../../app/model/zeros.py"/>
        <source>Use a smooth function in its place, or straight-through: x + (rounded - x).detach().</source>
        <translation>改用光滑的函数，或用直通估计：x + (rounded - x).detach()。</translation>
    </message>
    <message>
        <location filename="../../app/model/zeros.py"/>
        <source>a hook on {tensor} made it 0</source>
        <translation>{tensor} 上的 hook 把它变成了 0</translation>
    </message>
    <message>
        <location filename="../../app/model/zeros.py"/>
        <source>a softmax over one element is always 1</source>
        <translation>对单个元素做 softmax 结果总是 1</translation>
    </message>
    <message>
        <location filename="../../app/model/zeros.py"/>
        <source>it is multiplied by 0</source>
        <translation>它乘以了 0</translation>
    </message>
    <message>
        <location filename="../../app/model/zeros.py"/>
        <source>it is multiplied by {factor}, which is 0</source>
        <translation>它乘以了 {factor}，而那是 0</translation>
    </message>
    <message>
        <location filename="../../app/model/zeros.py"/>
        <source>it is multiplied by {factor}, which is 0 there</source>
        <translation>它乘以 {factor}，而后者在这些位置为 0</translation>
    </message>
    <message>
        <location filename="../../app/model/zeros.py"/>
        <source>relu's input is 0 or less, so its slope is 0</source>
        <translation>relu 的输入小于等于 0，因此斜率为 0</translation>
    </message>
    <message>
        <location filename="../../app/model/zeros.py"/>
        <source>the gradient that backward started from is 0</source>
        <translation>反向传播起始的梯度就是 0</translation>
    </message>
    <message>
        <location filename="../../app/model/zeros.py"/>
        <source>the value lies outside of the limits of {op}, where it is constant</source>
        <translation>值在 {op} 的界限之外，那里是常数</translation>
    </message>
    <message>
        <location filename="../../app/model/zeros.py"/>
        <source>what {op} adds up for it comes to 0</source>
        <translation>{op} 为它累加的各项之和为 0</translation>
    </message>
    <message>
        <location filename="../../app/model/zeros.py"/>
        <source>{count} contributions cancel each other</source>
        <translation>{count} 份贡献互相抵消</translation>
    </message>
    <message>
        <location filename="../../app/model/zeros.py"/>
        <source>{node} received a gradient and sent 0.</source>
        <translation>{node} 收到了梯度，却送出 0。</translation>
    </message>
    <message>
        <location filename="../../app/model/zeros.py"/>
        <source>{op} draws at random, and a draw has no slope</source>
        <translation>{op} 随机抽样，而抽样没有斜率</translation>
    </message>
    <message>
        <location filename="../../app/model/zeros.py"/>
        <source>{op} gives back 0: its slope is 0 at this input</source>
        <translation>{op} 传回 0：它在这个输入处斜率为 0</translation>
    </message>
    <message>
        <location filename="../../app/model/zeros.py"/>
        <source>{op} has slope 0 where what is raised is 0</source>
        <translation>{op} 的底数为 0，那里斜率是 0</translation>
    </message>
    <message>
        <location filename="../../app/model/zeros.py"/>
        <source>{op} is a step function: its slope is 0 everywhere</source>
        <translation>{op} 是阶梯函数：斜率处处为 0</translation>
    </message>
    <message>
        <location filename="../../app/model/zeros.py"/>
        <source>{op} is at 0, where its slope counts as 0</source>
        <translation>{op} 在 0 处，那里的斜率按 0 计</translation>
    </message>
    <message>
        <location filename="../../app/model/zeros.py"/>
        <source>{op} is at its least: output and target are equal</source>
        <translation>{op} 已在最小值：输出与目标相等</translation>
    </message>
    <message>
        <location filename="../../app/model/zeros.py"/>
        <source>{op} is saturated: its output is at its limit, where it is flat</source>
        <translation>{op} 已饱和：输出到了极限，那里是平的</translation>
    </message>
    <message>
        <location filename="../../app/model/zeros.py"/>
        <source>{op} picked other elements</source>
        <translation>{op} 选取了别的元素</translation>
    </message>
    <message>
        <location filename="../../app/model/zeros.py"/>
        <source>{op} took the other branch</source>
        <translation>{op} 走了另一个分支</translation>
    </message>
    <message>
        <location filename="../../app/model/zeros.py"/>
        <source>{share:.0%} of its {size} elements are 0.</source>
        <translation>它的 {size} 个元素中有 {share:.0%} 为 0。</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>A small picture of the whole graph while it does not fit into view</source>
        <translation>图放不下时显示整个图的缩略图</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Actual size</source>
        <translation>实际大小</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Add a note at this step</source>
        <translation>在此步添加笔记</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>All bookmarks</source>
        <translation>所有书签</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>All breakpoints</source>
        <translation>所有断点</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>All commands…</source>
        <translation>所有命令…</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>All nodes that were dragged go back to where the layout has them</source>
        <translation>所有被拖动的节点回到布局给它们的位置</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>All shortcuts</source>
        <translation>所有快捷键</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>All that was computed, tracked or not, with values and gradients as grids</source>
        <translation>所有计算过的内容，无论是否跟踪，值和梯度以网格显示</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>All that was found</source>
        <translation>所有搜索结果</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>An empty program</source>
        <translation>一个空程序</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Autograd graph</source>
        <translation>自动求导图</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Back to the recorded numbers alone</source>
        <translation>恢复为录下的数值</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Break on this node</source>
        <translation>在此节点中断</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Break on writes of .grad</source>
        <translation>写入 .grad 时中断</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Bring the node at the cursor into view</source>
        <translation>把游标处的节点移入视野</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Change between the autograd graph and the computation</source>
        <translation>在自动求导图和计算图之间切换</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Change between top-down and left to right</source>
        <translation>在自上而下和从左到右之间切换</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Check this gradient</source>
        <translation>检查这个梯度</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Collapse</source>
        <translation>折叠</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Collapse all</source>
        <translation>全部折叠</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Collapse by</source>
        <translation>折叠依据</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Comment or uncomment</source>
        <translation>注释或取消注释</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Compare the gradient of what is inspected with finite differences of the recorded program, in float64</source>
        <translation>把所看的梯度与录下的程序的有限差分（float64）比较</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Computation</source>
        <translation>计算图</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Copy as</source>
        <translation>复制为</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Copy as {kind}</source>
        <translation>复制为 {kind}</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Copy image</source>
        <translation>复制图片</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Cut</source>
        <translation>剪切</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Dark theme</source>
        <translation>深色主题</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Direction</source>
        <translation>方向</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Draw every outer part as one</source>
        <translation>把每个最外层部分画成一个</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Draw the part around the selected card as one: its module, loop, function or line</source>
        <translation>把所选卡片所在的部分画成一个：它的模块、循环、函数或行</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Edges are the thicker the larger the gradient that flowed along them</source>
        <translation>流过的梯度越大，边越粗</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>End the run; what it recorded stays</source>
        <translation>结束运行；已录下的内容保留</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>English</source>
        <translation>English</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Every node is drawn by itself</source>
        <translation>每个节点单独画出</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Expand</source>
        <translation>展开</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Expand all</source>
        <translation>全部展开</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Export figure…</source>
        <translation>导出图…</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Find a node, a tensor or an op of this run</source>
        <translation>查找这次运行的节点、张量或运算</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Find and run any command</source>
        <translation>查找并执行任何命令</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Find in the program…</source>
        <translation>在程序中查找…</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Find node, tensor or op…</source>
        <translation>查找节点、张量或运算…</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Find words in the editor</source>
        <translation>在编辑器里查找文字</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>First step</source>
        <translation>第一步</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Fit the graph</source>
        <translation>适应整个图</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Fit the selection</source>
        <translation>适应所选内容</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Follow the run</source>
        <translation>跟随运行</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Functions</source>
        <translation>函数</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Go to bookmark</source>
        <translation>转到书签</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Go to bookmark {number}</source>
        <translation>转到书签 {number}</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Go to step…</source>
        <translation>转到指定步…</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Go to the first event whose numbers differ from the other run's</source>
        <translation>转到数值与另一次运行不同的第一个事件</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Go to this line</source>
        <translation>转到这一行</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Hold the run where it is</source>
        <translation>让运行停在当前处</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Keep the recording of this run as a .tape file</source>
        <translation>把这次运行的记录存成 .tape 文件</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Keep this step, node and camera</source>
        <translation>记住此步、节点和视角</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Keep this step, node and camera under this number</source>
        <translation>用这个编号记住此步、节点和视角</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Language of the system</source>
        <translation>跟随系统语言</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Last step</source>
        <translation>最后一步</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Leave Retrograd</source>
        <translation>离开 Retrograd</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Leave what-if</source>
        <translation>离开假设模式</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Lecture mode</source>
        <translation>讲课模式</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Left to right</source>
        <translation>从左到右</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Lesson hand-out…</source>
        <translation>课程讲义…</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Lessons and recent files</source>
        <translation>课程和最近的文件</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Light theme</source>
        <translation>浅色主题</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Limits of a run, motion and the editor</source>
        <translation>运行的限制、动画和编辑器</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Logarithmic plots</source>
        <translation>对数曲线图</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Loops</source>
        <translation>循环</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Loss, gradients, weights and updates over the iterations; a gradient by depth; a tensor's numbers</source>
        <translation>损失、梯度、权重和更新随迭代的变化；梯度随深度的变化；一个张量的数值</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Make everything larger</source>
        <translation>整体放大</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Make everything smaller</source>
        <translation>整体缩小</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Micro-step</source>
        <translation>微步</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Micro-step back</source>
        <translation>后退一微步</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Modules and loops</source>
        <translation>模块和循环</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Modules, loops and functions of the graph as a tree</source>
        <translation>图的模块、循环和函数的树</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Move the cursor to the next step of this line</source>
        <translation>把游标移到这一行的下一步</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Move the keys to the next panel</source>
        <translation>把键盘焦点移到下一个面板</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Move the keys to the panel before</source>
        <translation>把键盘焦点移到上一个面板</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Next backward()</source>
        <translation>下一次 backward()</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Next breakpoint</source>
        <translation>下一个断点</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Next difference</source>
        <translation>下一处差异</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Next hit</source>
        <translation>下一个结果</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Next iteration</source>
        <translation>下一次迭代</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Next on this node</source>
        <translation>此节点的下一个事件</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Next panel</source>
        <translation>下一个面板</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Next start of forward</source>
        <translation>下一段前向的开始</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Next write of .grad</source>
        <translation>下一次写入 .grad</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Nodes as in grad_fn.next_functions, with their leaves</source>
        <translation>如 grad_fn.next_functions 那样的节点，连同叶子</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Nothing</source>
        <translation>不折叠</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Open a program (.py), a notebook (.ipynb) or a tape (.tape); opening never runs it</source>
        <translation>打开程序（.py）、笔记本（.ipynb）或记录带（.tape）；打开不会运行它</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Other direction</source>
        <translation>另一个方向</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Other view</source>
        <translation>另一种视图</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Parts of the graph are calls of modules, and iterations</source>
        <translation>图的各部分是模块的调用和迭代</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Parts of the graph are calls of the program's functions</source>
        <translation>图的各部分是程序中函数的调用</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Parts of the graph are iterations of loops</source>
        <translation>图的各部分是循环的迭代</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Parts of the graph are what one source line made</source>
        <translation>图的各部分是同一源代码行产生的内容</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Paste; &gt;&gt;&gt; and In [1]: prompts are dropped</source>
        <translation>粘贴；会去掉 &gt;&gt;&gt; 和 In [1]: 提示符</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Plots with a logarithmic scale, or a linear one again</source>
        <translation>曲线图用对数刻度，或恢复线性刻度</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Previous backward()</source>
        <translation>上一次 backward()</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Previous breakpoint</source>
        <translation>上一个断点</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Previous difference</source>
        <translation>上一处差异</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Previous hit</source>
        <translation>上一个结果</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Previous iteration</source>
        <translation>上一次迭代</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Previous on this node</source>
        <translation>此节点的上一个事件</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Previous panel</source>
        <translation>上一个面板</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Previous start of forward</source>
        <translation>上一段前向的开始</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Previous write of .grad</source>
        <translation>上一次写入 .grad</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Put # before the chosen lines, or take it away</source>
        <translation>在所选行前加上 #，或去掉它</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Put a cell for a note into the program; a lecture stops with it at this step</source>
        <translation>在程序里放一个笔记单元；讲课时会停在这一步</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Put all nodes back</source>
        <translation>把所有节点放回原处</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Put bookmark</source>
        <translation>放置书签</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Put bookmark {number}</source>
        <translation>放置书签 {number}</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Put every panel back where it was at first</source>
        <translation>把每个面板放回最初的位置</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Put the graph at this step on the clipboard</source>
        <translation>把此步的图放到剪贴板</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Put the graph at this step on the clipboard as {kind}</source>
        <translation>把此步的图以 {kind} 放到剪贴板</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Put the node back</source>
        <translation>把节点放回原处</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Reset the layout</source>
        <translation>重置布局</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Run the program</source>
        <translation>运行程序</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Run the program again as you type; Ctrl+drag or Ctrl+Shift+wheel changes a number under the pointer</source>
        <translation>一边输入一边重新运行程序；Ctrl+拖动或 Ctrl+Shift+滚轮改变指针下的数字</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Save tape…</source>
        <translation>保存记录带…</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Save the graph at this step, or every step, as a picture, a film, a page or a text</source>
        <translation>把此步或每一步的图存成图片、影片、网页或文本</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Save the plots as PNG…</source>
        <translation>把曲线图存为 PNG…</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Save the plots as SVG…</source>
        <translation>把曲线图存为 SVG…</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Save the plots' numbers…</source>
        <translation>保存曲线图的数值…</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Save the program</source>
        <translation>保存程序</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Save the program under another name</source>
        <translation>用别的名字保存程序</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Select all</source>
        <translation>全选</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Settings…</source>
        <translation>设置…</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Show every node by itself</source>
        <translation>单独显示每个节点</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Show the current node</source>
        <translation>显示当前节点</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Show the graph, the step in plain words and the code to a room, full screen</source>
        <translation>全屏向全场展示图、用平实语言说明的步骤和代码</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Show the whole graph</source>
        <translation>显示整个图</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Show what is selected, as large as it can be</source>
        <translation>把所选内容尽可能放大显示</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Show what the selected group holds</source>
        <translation>显示所选组里的内容</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Source lines</source>
        <translation>源代码行</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Step back</source>
        <translation>后退一步</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Step by itself, at the chosen speed</source>
        <translation>按所选速度自动步进</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Step number n</source>
        <translation>第 n 步</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Suppose another gradient of what is inspected, and see the rest of backward with it</source>
        <translation>为所看的内容假设别的梯度，并查看其余的反向传播</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Suppose another value of what is inspected, and see forward and backward with it beside the recorded numbers</source>
        <translation>为所看的内容假设别的值，并在录下的数值旁边查看由此得到的前向和反向传播</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Switch all breakpoints on or off</source>
        <translation>启用或停用所有断点</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Switch breakpoint on or off</source>
        <translation>启用或停用断点</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>The breakpoint of this line stays, but does not stop</source>
        <translation>这一行的断点保留，但不再停下</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>The change before of the .grad of the tensor selected</source>
        <translation>所选张量的 .grad 的上一次变化</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>The end of the tape</source>
        <translation>记录带的末尾</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>The event before on the node selected, or at the cursor</source>
        <translation>所选节点（或游标处节点）的上一个事件</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>The event before whose numbers differ from the other run's</source>
        <translation>数值与另一次运行不同的上一个事件</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>The first step of the next forward part</source>
        <translation>下一段前向的第一步</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>The first step of the next iteration</source>
        <translation>下一次迭代的第一步</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>The first step of this forward part, or of the one before</source>
        <translation>本段或上一段前向的第一步</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>The first step of this iteration, or of the one before</source>
        <translation>本次或上一次迭代的第一步</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>The graph moves so that the current node is in view</source>
        <translation>图会移动，使当前节点保持在视野中</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>The lesson as a page that plays it, a pdf, figures and a plain program</source>
        <translation>把课程做成可播放的网页、PDF、插图和普通程序</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>The list of bookmarks, with their notes</source>
        <translation>书签列表，附笔记</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>The list of breakpoints, and a line to type one on an op, a kind of node, a write or a condition</source>
        <translation>断点列表，还可输入一行，按运算、节点种类、写入或条件设断点</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>The list of what the search has found</source>
        <translation>搜索结果的列表</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>The next change of the .grad of the tensor selected</source>
        <translation>所选张量的 .grad 的下一次变化</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>The next event on the node selected, or at the cursor</source>
        <translation>所选节点（或游标处节点）的下一个事件</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>The next event whose numbers differ from the other run's</source>
        <translation>数值与另一次运行不同的下一个事件</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>The next of what the search has found</source>
        <translation>搜索到的下一个</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>The next op, or the next node of backward</source>
        <translation>下一个运算，或反向传播的下一个节点</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>The next place where a breakpoint holds</source>
        <translation>下一处断点生效的地方</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>The node that was dragged goes back to where the layout has it</source>
        <translation>被拖动的节点回到布局给它的位置</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>The number at the caret, or the next one in its line, one step down; in live mode the graph follows</source>
        <translation>把光标处（或本行下一个）的数调小一步；实时模式下图会随之更新</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>The number at the caret, or the next one in its line, one step up; in live mode the graph follows</source>
        <translation>把光标处（或本行下一个）的数调大一步；实时模式下图会随之更新</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>The one before of what the search has found</source>
        <translation>搜索到的上一个</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>The op or node before</source>
        <translation>上一个运算或节点</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>The place before where a breakpoint holds</source>
        <translation>上一处断点生效的地方</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>The run stops before this line</source>
        <translation>运行会在这一行之前停下</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>The run stops when the .grad of the tensor selected is written</source>
        <translation>所选张量的 .grad 被写入时停下</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>The run stops when the node selected is made, and when it runs in backward</source>
        <translation>所选节点创建时以及在反向传播中运行时停下</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>The start of the backward() call before</source>
        <translation>上一次 backward() 调用的开始</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>The start of the next backward() call</source>
        <translation>下一次 backward() 调用的开始</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>The start of the tape</source>
        <translation>记录带的开头</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>The step, the node and the camera that were kept under this number</source>
        <translation>用这个编号记住的步、节点和视角</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>The tensor selected, or an expression, with its value and gradient at every step</source>
        <translation>所选张量或表达式，以及每一步的值和梯度</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Theme of the system</source>
        <translation>跟随系统主题</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Toggle breakpoint</source>
        <translation>设置或取消断点</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Top-down</source>
        <translation>自上而下</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Turn the number down</source>
        <translation>把数调小</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Turn the number up</source>
        <translation>把数调大</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Values flow down, gradients up</source>
        <translation>值向下流，梯度向上流</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Values flow to the right, gradients to the left</source>
        <translation>值向右流，梯度向左流</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>View</source>
        <translation>视图</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Watch the selection</source>
        <translation>观察所选内容</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>What differs between this run and a stored one</source>
        <translation>这次运行与已保存运行的不同</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>What differs between this run and the one before it, worst first</source>
        <translation>这次运行与上一次的不同，差异最大的在前</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>What if another gradient arrived…</source>
        <translation>如果到达的是别的梯度…</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>What if it had another value…</source>
        <translation>如果它是别的值…</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>What is wrong or suspect in this run, and what to do</source>
        <translation>这次运行哪里错了或可疑，以及该怎么办</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Within a node: the edge before</source>
        <translation>在一个节点内：上一条边</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Within a node: the next edge, then the sum</source>
        <translation>在一个节点内：下一条边，然后是求和</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Write the shapes of tensors on the edges that carry them</source>
        <translation>在边上写出所传张量的形状</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <location filename="../../app/ui/action_specs.py"/>
        <source>简体中文</source>
        <translation>简体中文</translation>
    </message>
    <message>
        <location filename="../../app/ui/bookmarks_panel.py"/>
        <source>A note on this bookmark</source>
        <translation>给这个书签写笔记</translation>
    </message>
    <message>
        <location filename="../../app/ui/bookmarks_panel.py"/>
        <source>Bookmarks</source>
        <translation>书签</translation>
    </message>
    <message>
        <location filename="../../app/ui/bookmarks_panel.py"/>
        <source>No bookmarks yet. Ctrl+Shift+1 to 9 put one where you are: step, node and camera; Ctrl+1 to 9 go there.</source>
        <translation>还没有书签。Ctrl+Shift+1 至 9 在当前位置放置书签，记住步、节点和视角；Ctrl+1 至 9 转到书签。</translation>
    </message>
    <message>
        <location filename="../../app/ui/bookmarks_panel.py"/>
        <source>Note on the bookmark</source>
        <translation>书签的笔记</translation>
    </message>
    <message>
        <location filename="../../app/ui/bookmarks_panel.py"/>
        <source>Put a bookmark here</source>
        <translation>在此放置书签</translation>
    </message>
    <message>
        <location filename="../../app/ui/bookmarks_panel.py"/>
        <source>bookmark</source>
        <translation>书签（无编号）</translation>
    </message>
    <message>
        <location filename="../../app/ui/bookmarks_panel.py"/>
        <source>bookmark {number}</source>
        <translation>书签 {number}</translation>
    </message>
    <message>
        <location filename="../../app/ui/bookmarks_panel.py"/>
        <source>step {step:,}</source>
        <translation>第 {step:,} 步</translation>
    </message>
    <message>
        <location filename="../../app/ui/bookmarks_panel.py"/>
        <source>{bookmark}, {title}, step {step}</source>
        <translation>{bookmark}，{title}，第 {step} 步</translation>
    </message>
    <message>
        <location filename="../../app/ui/breadcrumb.py"/>
        <source>Groups around the node</source>
        <translation>节点所在的组</translation>
    </message>
    <message>
        <location filename="../../app/ui/breadcrumb.py"/>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <location filename="../../app/ui/break_control.py"/>
        <source>Breakpoint: {breakpoint}</source>
        <translation>断点：{breakpoint}</translation>
    </message>
    <message>
        <location filename="../../app/ui/break_control.py"/>
        <source>Looking for a breakpoint: {percent} % of the run. Escape ends it.</source>
        <translation>正在查找断点：已查看运行的 {percent} %。按 Esc 结束。</translation>
    </message>
    <message>
        <location filename="../../app/ui/break_control.py"/>
        <source>No breakpoint is hit after this step.</source>
        <translation>此步之后没有断点生效。</translation>
    </message>
    <message>
        <location filename="../../app/ui/break_control.py"/>
        <source>No breakpoint is hit before this step.</source>
        <translation>此步之前没有断点生效。</translation>
    </message>
    <message>
        <location filename="../../app/ui/break_control.py"/>
        <source>Select a node first.</source>
        <translation>请先选择一个节点。</translation>
    </message>
    <message>
        <location filename="../../app/ui/break_control.py"/>
        <source>Select a tensor first.</source>
        <translation>请先选择一个张量。</translation>
    </message>
    <message>
        <location filename="../../app/ui/break_control.py"/>
        <source>The breakpoint {breakpoint} is gone.</source>
        <translation>断点 {breakpoint} 已移除。</translation>
    </message>
    <message>
        <location filename="../../app/ui/break_control.py"/>
        <source>The search for a breakpoint was ended.</source>
        <translation>已结束断点查找。</translation>
    </message>
    <message>
        <location filename="../../app/ui/break_control.py"/>
        <source>{breakpoint} (hit {number:,})</source>
        <translation>{breakpoint}（第 {number:,} 次命中）</translation>
    </message>
    <message>
        <location filename="../../app/ui/breakpoints_panel.py"/>
        <source>After an op of line {line}</source>
        <translation>在第 {line} 行的运算之后</translation>
    </message>
    <message>
        <location filename="../../app/ui/breakpoints_panel.py"/>
        <source>After each op {name}</source>
        <translation>在每个 {name} 运算之后</translation>
    </message>
    <message>
        <location filename="../../app/ui/breakpoints_panel.py"/>
        <source>At every value and gradient of which this holds</source>
        <translation>任何值或梯度满足此条件时</translation>
    </message>
    <message>
        <location filename="../../app/ui/breakpoints_panel.py"/>
        <source>At every value and gradient that is all zero</source>
        <translation>任何值或梯度全为零时</translation>
    </message>
    <message>
        <location filename="../../app/ui/breakpoints_panel.py"/>
        <source>At every value and gradient with a NaN</source>
        <translation>任何值或梯度含 NaN 时</translation>
    </message>
    <message>
        <location filename="../../app/ui/breakpoints_panel.py"/>
        <source>At every value and gradient with an Inf</source>
        <translation>任何值或梯度含 Inf 时</translation>
    </message>
    <message>
        <location filename="../../app/ui/breakpoints_panel.py"/>
        <source>Before line {line}</source>
        <translation>在第 {line} 行之前</translation>
    </message>
    <message>
        <location filename="../../app/ui/breakpoints_panel.py"/>
        <source>Breakpoints</source>
        <translation>断点列表</translation>
    </message>
    <message>
        <location filename="../../app/ui/breakpoints_panel.py"/>
        <source>Clear all breakpoints</source>
        <translation>清除所有断点</translation>
    </message>
    <message>
        <location filename="../../app/ui/breakpoints_panel.py"/>
        <source>New breakpoint</source>
        <translation>新断点</translation>
    </message>
    <message>
        <location filename="../../app/ui/breakpoints_panel.py"/>
        <source>No breakpoints yet. F9 puts one on a line; below, type what else to stop at: grad_fn:Mul*, op:exp, grad:w, nan, inf, zero, norm &gt; 10, or an expression over value, grad and name.</source>
        <translation>还没有断点。F9 在一行上设断点；还可在下面输入别的停止条件：grad_fn:Mul*、op:exp、grad:w、nan、inf、zero、norm &gt; 10，或关于 value、grad 和 name 的表达式。</translation>
    </message>
    <message>
        <location filename="../../app/ui/breakpoints_panel.py"/>
        <source>Stop at: grad_fn:Mul* if norm &gt; 10</source>
        <translation>停在：grad_fn:Mul* if norm &gt; 10</translation>
    </message>
    <message>
        <location filename="../../app/ui/breakpoints_panel.py"/>
        <source>Switch all on or off</source>
        <translation>全部启用或停用</translation>
    </message>
    <message>
        <location filename="../../app/ui/breakpoints_panel.py"/>
        <source>When {name} has run in backward</source>
        <translation>当 {name} 在反向传播中运行后</translation>
    </message>
    <message>
        <location filename="../../app/ui/breakpoints_panel.py"/>
        <source>When {name} is made, and when it has run in backward</source>
        <translation>当 {name} 创建时，以及它在反向传播中运行后</translation>
    </message>
    <message>
        <location filename="../../app/ui/breakpoints_panel.py"/>
        <source>When {name}.grad is written</source>
        <translation>当 {name}.grad 被写入时</translation>
    </message>
    <message>
        <location filename="../../app/ui/breakpoints_panel.py"/>
        <source>hit {number:,} of {count:,}</source>
        <translation>第 {number:,} 次命中，共 {count:,} 次</translation>
    </message>
    <message>
        <location filename="../../app/ui/breakpoints_panel.py"/>
        <source>switched off</source>
        <translation>被关闭</translation>
    </message>
    <message>
        <location filename="../../app/ui/breakpoints_panel.py"/>
        <source>{count:,} hit</source>
        <translation>命中 {count:,} 次</translation>
    </message>
    <message>
        <location filename="../../app/ui/breakpoints_panel.py"/>
        <source>{count:,} hits</source>
        <translation>命中 {count:,} 次</translation>
    </message>
    <message>
        <location filename="../../app/ui/breakpoints_panel.py"/>
        <source>{hits} in {percent} % of the run</source>
        <translation>{hits}（已查看运行的 {percent} %）</translation>
    </message>
    <message>
        <location filename="../../app/ui/check_control.py"/>
        <source>Select a tensor or a node first: its gradient is checked.</source>
        <translation>请先选择一个张量或节点：要检查的是它的梯度。</translation>
    </message>
    <message>
        <location filename="../../app/ui/commands.py"/>
        <source>Command</source>
        <translation>命令</translation>
    </message>
    <message>
        <location filename="../../app/ui/commands.py"/>
        <source>Type a command</source>
        <translation>输入命令</translation>
    </message>
    <message>
        <location filename="../../app/ui/commands.py"/>
        <source>recent open file</source>
        <translation>最近 打开 文件</translation>
    </message>
    <message>
        <location filename="../../app/ui/compare_control.py"/>
        <source>Compare with a tape</source>
        <translation>与记录带比较</translation>
    </message>
    <message>
        <location filename="../../app/ui/compare_control.py"/>
        <source>Comparing with {other} …</source>
        <translation>正在与{other}比较…</translation>
    </message>
    <message>
        <location filename="../../app/ui/compare_control.py"/>
        <source>Difference {number:,} of {count:,}</source>
        <translation>第 {number:,} 处不同，共 {count:,} 处</translation>
    </message>
    <message>
        <location filename="../../app/ui/compare_control.py"/>
        <source>In {other}</source>
        <translation>在{other}中</translation>
    </message>
    <message>
        <location filename="../../app/ui/compare_control.py"/>
        <source>Nothing differs after this step.</source>
        <translation>此步之后没有不同。</translation>
    </message>
    <message>
        <location filename="../../app/ui/compare_control.py"/>
        <source>Nothing differs before this step.</source>
        <translation>此步之前没有不同。</translation>
    </message>
    <message>
        <location filename="../../app/ui/compare_control.py"/>
        <source>Nothing differs.</source>
        <translation>没有不同。</translation>
    </message>
    <message>
        <location filename="../../app/ui/compare_control.py"/>
        <source>Nothing is compared yet.</source>
        <translation>还没有比较任何内容。</translation>
    </message>
    <message>
        <location filename="../../app/ui/compare_control.py"/>
        <source>Tapes (*.tape);;All files (*)</source>
        <translation>记录带 (*.tape);;所有文件 (*)</translation>
    </message>
    <message>
        <location filename="../../app/ui/compare_control.py"/>
        <source>The other run has no such tensor.</source>
        <translation>另一次运行没有这个张量。</translation>
    </message>
    <message>
        <location filename="../../app/ui/compare_control.py"/>
        <source>The same as {other}: {count} events, no number differs.</source>
        <translation>与{other}相同：{count} 个事件，数值都一样。</translation>
    </message>
    <message>
        <location filename="../../app/ui/compare_control.py"/>
        <source>The same numbers.</source>
        <translation>数值相同。</translation>
    </message>
    <message>
        <location filename="../../app/ui/compare_control.py"/>
        <source>There is no run before this one yet: run the program, change it, and run it again.</source>
        <translation>还没有上一次运行：请运行程序、修改它，再运行一次。</translation>
    </message>
    <message>
        <location filename="../../app/ui/compare_control.py"/>
        <source>grad</source>
        <translation>grad</translation>
    </message>
    <message>
        <location filename="../../app/ui/compare_control.py"/>
        <source>the run before</source>
        <translation>上一次运行</translation>
    </message>
    <message>
        <location filename="../../app/ui/compare_control.py"/>
        <source>{count:,} event has other numbers than {other}.</source>
        <translation>有 {count:,} 个事件的数值与{other}不同。</translation>
    </message>
    <message>
        <location filename="../../app/ui/compare_control.py"/>
        <source>{count:,} event is gone.</source>
        <translation>少了 {count:,} 个事件。</translation>
    </message>
    <message>
        <location filename="../../app/ui/compare_control.py"/>
        <source>{count:,} event is new.</source>
        <translation>新增 {count:,} 个事件。</translation>
    </message>
    <message>
        <location filename="../../app/ui/compare_control.py"/>
        <source>{count:,} events are gone.</source>
        <translation>少了 {count:,} 个事件。</translation>
    </message>
    <message>
        <location filename="../../app/ui/compare_control.py"/>
        <source>{count:,} events are new.</source>
        <translation>新增 {count:,} 个事件。</translation>
    </message>
    <message>
        <location filename="../../app/ui/compare_control.py"/>
        <source>{count:,} events have other numbers than {other}.</source>
        <translation>有 {count:,} 个事件的数值与{other}不同。</translation>
    </message>
    <message>
        <location filename="../../app/ui/compare_control.py"/>
        <source>{said}: relative error {error}</source>
        <translation>{said}：相对误差 {error}</translation>
    </message>
    <message>
        <location filename="../../app/ui/compare_control.py"/>
        <source>{what} here minus there</source>
        <translation>这边减那边的 {what}</translation>
    </message>
    <message>
        <location filename="../../app/ui/compare_control.py"/>
        <source>{what} there</source>
        <translation>那边的 {what}</translation>
    </message>
    <message>
        <location filename="../../app/ui/compare_panel.py"/>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <location filename="../../app/ui/compare_panel.py"/>
        <source>Compare with a tape…</source>
        <translation>与记录带比较…</translation>
    </message>
    <message>
        <location filename="../../app/ui/compare_panel.py"/>
        <source>Compare with the run before</source>
        <translation>与上一次运行比较</translation>
    </message>
    <message>
        <location filename="../../app/ui/compare_panel.py"/>
        <source>Differences</source>
        <translation>差异</translation>
    </message>
    <message>
        <location filename="../../app/ui/compare_panel.py"/>
        <source>First divergence</source>
        <translation>首个分歧</translation>
    </message>
    <message>
        <location filename="../../app/ui/compare_panel.py"/>
        <source>Nothing is compared. Run the program, change it and run it again: then the two runs can be compared.</source>
        <translation>没有比较任何内容。运行程序、修改它再运行一次，就可以比较两次运行。</translation>
    </message>
    <message>
        <location filename="../../app/ui/compare_panel.py"/>
        <source>Stop comparing</source>
        <translation>停止比较</translation>
    </message>
    <message>
        <location filename="../../app/ui/compare_panel.py"/>
        <source>altogether</source>
        <translation>合计</translation>
    </message>
    <message>
        <location filename="../../app/ui/compare_panel.py"/>
        <source>first at step {step}</source>
        <translation>首次在第 {step} 步</translation>
    </message>
    <message>
        <location filename="../../app/ui/compare_panel.py"/>
        <source>gradient arriving at {name}</source>
        <translation>到达 {name} 的梯度</translation>
    </message>
    <message>
        <location filename="../../app/ui/compare_panel.py"/>
        <source>step of {name}</source>
        <translation>{name} 的步</translation>
    </message>
    <message>
        <location filename="../../app/ui/compare_panel.py"/>
        <source>{count} times</source>
        <translation>{count} 次</translation>
    </message>
    <message>
        <location filename="../../app/ui/compare_panel.py"/>
        <source>{name}.grad</source>
        <translation>{name}.grad</translation>
    </message>
    <message>
        <location filename="../../app/ui/console.py"/>
        <source>Answer the program's input()</source>
        <translation>回答程序的 input()</translation>
    </message>
    <message>
        <location filename="../../app/ui/console.py"/>
        <source>No run yet. F5 runs; what the program prints will be here.</source>
        <translation>尚未运行。F5 运行；程序打印的内容会显示在这里。</translation>
    </message>
    <message>
        <location filename="../../app/ui/console.py"/>
        <source>Nothing printed yet.</source>
        <translation>还没有打印任何内容。</translation>
    </message>
    <message>
        <location filename="../../app/ui/console.py"/>
        <source>The program printed nothing.</source>
        <translation>程序没有打印任何内容。</translation>
    </message>
    <message>
        <location filename="../../app/ui/console.py"/>
        <source>The program waits in input(): type a line, then Enter</source>
        <translation>程序在 input() 处等待：输入一行，然后按 Enter</translation>
    </message>
    <message>
        <location filename="../../app/ui/console.py"/>
        <source>earlier lines</source>
        <translation>之前的行</translation>
    </message>
    <message>
        <location filename="../../app/ui/console.py"/>
        <source>{count:,} earlier output</source>
        <translation>之前的 {count:,} 条输出</translation>
    </message>
    <message>
        <location filename="../../app/ui/console.py"/>
        <source>{count:,} earlier outputs</source>
        <translation>之前的 {count:,} 条输出</translation>
    </message>
    <message>
        <location filename="../../app/ui/console.py"/>
        <source>{count:,} later ones</source>
        <translation>之后的 {count:,} 条</translation>
    </message>
    <message>
        <location filename="../../app/ui/console.py"/>
        <source>{count:,} later output</source>
        <translation>之后的 {count:,} 条输出</translation>
    </message>
    <message>
        <location filename="../../app/ui/console.py"/>
        <source>{count:,} later outputs</source>
        <translation>之后的 {count:,} 条输出</translation>
    </message>
    <message>
        <location filename="../../app/ui/console.py"/>
        <source>{outputs} are on the tape but not shown here</source>
        <translation>{outputs}在记录带上，但没有显示在这里</translation>
    </message>
    <message>
        <location filename="../../app/ui/console_output.py"/>
        <source>Output of the program</source>
        <translation>程序的输出</translation>
    </message>
    <message>
        <location filename="../../app/ui/console_text.py"/>
        <source> … {count:,} characters more</source>
        <translation> … 还有 {count:,} 个字符</translation>
    </message>
    <message>
        <location filename="../../app/ui/console_text.py"/>
        <source>[… {count:,} lines …]</source>
        <translation>[… {count:,} 行 …]</translation>
    </message>
    <message>
        <location filename="../../app/ui/context_menus.py"/>
        <source>Break on line {line}</source>
        <translation>在第 {line} 行设断点</translation>
    </message>
    <message>
        <location filename="../../app/ui/context_menus.py"/>
        <source>Break on writes of {name}.grad</source>
        <translation>写入 {name}.grad 时停下</translation>
    </message>
    <message>
        <location filename="../../app/ui/context_menus.py"/>
        <source>Watch {name}</source>
        <translation>观察 {name}</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>+, -</source>
        <translation>+、-</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>+, -, wheel</source>
        <translation>+、-、滚轮</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>/, D</source>
        <translation>/、D</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>1 to 9</source>
        <translation>1 至 9</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>About Retrograd</source>
        <translation>关于 Retrograd</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Alt+Left, Alt+Right</source>
        <translation>Alt+左、Alt+右</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Alt+Up, Alt+Down</source>
        <translation>Alt+上、Alt+下</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Arrows</source>
        <translation>方向键</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Ask all questions again</source>
        <translation>重新提出所有问题</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>B, .</source>
        <translation>B、.</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Back to the graph</source>
        <translation>回到图</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Beginning, end</source>
        <translation>开头、末尾</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Blank the screen</source>
        <translation>黑屏</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Breakpoint</source>
        <translation>断点</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Card close up, whole graph</source>
        <translation>卡片特写、整个图</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Choose a completion</source>
        <translation>选择补全</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Click left of a number</source>
        <translation>点击行号左侧</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Ctrl + drag, Ctrl + Shift + wheel</source>
        <translation>Ctrl + 拖动、Ctrl + Shift + 滚轮</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Ctrl + wheel</source>
        <translation>Ctrl + 滚轮</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Ctrl+Enter</source>
        <translation>Ctrl+Enter</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Drag a node</source>
        <translation>拖动节点</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Drag, Shift + arrows</source>
        <translation>拖动、Shift + 方向键</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Enter, Shift+Enter</source>
        <translation>Enter、Shift+Enter</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Enter, double click</source>
        <translation>Enter、双击</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>F</source>
        <translation>F</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>F1</source>
        <translation>F1</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>F11, Shift+F11</source>
        <translation>F11、Shift+F11</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Follow the next link of the note</source>
        <translation>跟随笔记的下一个链接</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Fonts: Inter and JetBrains Mono (OFL). Icons: Lucide (ISC).</source>
        <translation>字体：Inter 和 JetBrains Mono（OFL）。图标：Lucide（ISC）。</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Fractions, digits</source>
        <translation>分数、位数</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>From phase to phase</source>
        <translation>从阶段到阶段</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>From stop to stop</source>
        <translation>从停顿点到停顿点</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>G, C, N</source>
        <translation>G、C、N</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Go to a stop</source>
        <translation>转到停顿点</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Go to its event</source>
        <translation>转到它的事件</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Go to step</source>
        <translation>转到指定步</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Go to the node's event</source>
        <translation>转到节点的事件</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Hide graph, code, notes</source>
        <translation>隐藏图、代码、笔记</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Hint, type an answer</source>
        <translation>提示、输入答案</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Home, End</source>
        <translation>Home、End</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>I, Enter</source>
        <translation>I、Enter</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>In lecture mode</source>
        <translation>在讲课模式中</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>In the editor</source>
        <translation>在编辑器中</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>In the graph</source>
        <translation>在图中</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>In the search field</source>
        <translation>在搜索框中</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>In the timeline</source>
        <translation>在时间线上</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Indent, take back</source>
        <translation>缩进、取消缩进</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>K, X, Ctrl+Z</source>
        <translation>K、X、Ctrl+Z</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>L</source>
        <translation>L</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Leave the lecture</source>
        <translation>离开讲课</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Left, Right, wheel</source>
        <translation>左、右、滚轮</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Make every step a question</source>
        <translation>每一步先提问</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Move it from a node</source>
        <translation>从节点上移动图</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Move the graph</source>
        <translation>移动图</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Next, previous hit</source>
        <translation>下一个、上一个结果</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Nodes beside it</source>
        <translation>旁边的节点</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>One edge of a node, and back</source>
        <translation>节点的一条边，以及后退</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>P, H, A, E</source>
        <translation>P、H、A、E</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Pen, highlighter, arrow, eraser</source>
        <translation>笔、荧光笔、箭头、橡皮</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>PgDown, →, Space</source>
        <translation>PgDown、→、空格</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>PgUp, PgDown</source>
        <translation>PgUp、PgDown</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>PgUp, ←</source>
        <translation>PgUp、←</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Pin, wipe, take back what is drawn</source>
        <translation>固定、擦除、撤销所画内容</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Point at the next card, the one before</source>
        <translation>指向下一张、上一张卡片</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Previous, next backward()</source>
        <translation>上一次、下一次 backward()</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Put it elsewhere</source>
        <translation>把它放到别处</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Q</source>
        <translation>Q</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>R</source>
        <translation>R</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>S, M</source>
        <translation>S、M</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Select nothing</source>
        <translation>取消选择</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Shift + arrows</source>
        <translation>Shift + 方向键</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Shift + click there</source>
        <translation>Shift + 点击该处</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Shift + drag</source>
        <translation>Shift + 拖动</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Slow the flow</source>
        <translation>放慢流动</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Space + drag, middle button</source>
        <translation>空格 + 拖动、中键</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Spotlight, mark the card</source>
        <translation>聚光、框出卡片</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Step</source>
        <translation>步进</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Step number</source>
        <translation>步号</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Step; show the answer first</source>
        <translation>步进；有问题时先显示答案</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Switch the breakpoint on or off</source>
        <translation>启用或停用该断点</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Tab</source>
        <translation>Tab</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Tab, Shift+Tab</source>
        <translation>Tab、Shift+Tab</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Take the completion</source>
        <translation>采用补全</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>These keys</source>
        <translation>显示这些按键</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Turn the number under the pointer</source>
        <translation>调节指针下的数字</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Walk along the edges</source>
        <translation>沿边移动</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Watch backprop happen: run PyTorch-style code, then step through every value and every gradient.</source>
        <translation>看见反向传播：运行 PyTorch 风格的代码，然后逐步查看每个值和每个梯度。</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Where backward begins, first input</source>
        <translation>反向传播的起点、第一个输入</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Z, O</source>
        <translation>Z、O</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Zoom everything</source>
        <translation>整体缩放</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>Zoom the graph</source>
        <translation>缩放图</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>of {count:,} step</source>
        <translation>共 {count:,} 步</translation>
    </message>
    <message>
        <location filename="../../app/ui/dialogs.py"/>
        <source>of {count:,} steps</source>
        <translation>共 {count:,} 步</translation>
    </message>
    <message>
        <location filename="../../app/ui/docks.py"/>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <location filename="../../app/ui/docks.py"/>
        <source>Float</source>
        <translation>浮动</translation>
    </message>
    <message>
        <location filename="../../app/ui/docks.py"/>
        <source>Panel menu</source>
        <translation>面板菜单</translation>
    </message>
    <message>
        <location filename="../../app/ui/docks.py"/>
        <source>Put back</source>
        <translation>放回</translation>
    </message>
    <message>
        <location filename="../../app/ui/doctor_card.py"/>
        <source>Bring the cut edge into view</source>
        <translation>把被切断的边移入视野</translation>
    </message>
    <message>
        <location filename="../../app/ui/doctor_card.py"/>
        <source>Do: {do}</source>
        <translation>做法：{do}</translation>
    </message>
    <message>
        <location filename="../../app/ui/doctor_card.py"/>
        <source>Go to line {line}</source>
        <translation>转到第 {line} 行</translation>
    </message>
    <message>
        <location filename="../../app/ui/doctor_card.py"/>
        <source>Insert the line</source>
        <translation>插入这一行</translation>
    </message>
    <message>
        <location filename="../../app/ui/doctor_card.py"/>
        <source>Insert {code}</source>
        <translation>插入 {code}</translation>
    </message>
    <message>
        <location filename="../../app/ui/doctor_card.py"/>
        <source>Line {line} of the program: {code}</source>
        <translation>程序的第 {line} 行：{code}</translation>
    </message>
    <message>
        <location filename="../../app/ui/doctor_card.py"/>
        <source>Mend the line</source>
        <translation>修正这一行</translation>
    </message>
    <message>
        <location filename="../../app/ui/doctor_card.py"/>
        <source>Move the cursor to where it happens</source>
        <translation>把游标移到它发生的地方</translation>
    </message>
    <message>
        <location filename="../../app/ui/doctor_card.py"/>
        <source>Put the caret there</source>
        <translation>把光标放到那里</translation>
    </message>
    <message>
        <location filename="../../app/ui/doctor_card.py"/>
        <source>Show in graph</source>
        <translation>在图中显示</translation>
    </message>
    <message>
        <location filename="../../app/ui/doctor_card.py"/>
        <source>Show step {step:,}</source>
        <translation>显示第 {step:,} 步</translation>
    </message>
    <message>
        <location filename="../../app/ui/doctor_card.py"/>
        <source>Why: {why}</source>
        <translation>原因：{why}</translation>
    </message>
    <message>
        <location filename="../../app/ui/doctor_card.py"/>
        <source>chosen, {finding}</source>
        <translation>已选，{finding}</translation>
    </message>
    <message>
        <location filename="../../app/ui/doctor_card.py"/>
        <source>warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <location filename="../../app/ui/doctor_card.py"/>
        <source>{severity}: {title}</source>
        <translation>{severity}：{title}</translation>
    </message>
    <message>
        <location filename="../../app/ui/doctor_panel.py"/>
        <source>Findings</source>
        <translation>诊断结果</translation>
    </message>
    <message>
        <location filename="../../app/ui/doctor_panel.py"/>
        <source>Look again</source>
        <translation>再看一次</translation>
    </message>
    <message>
        <location filename="../../app/ui/doctor_panel.py"/>
        <source>Looking at the run …</source>
        <translation>正在诊断这次运行…</translation>
    </message>
    <message>
        <location filename="../../app/ui/doctor_panel.py"/>
        <source>Looking at the run: {share:.0%}</source>
        <translation>正在诊断这次运行：{share:.0%}</translation>
    </message>
    <message>
        <location filename="../../app/ui/doctor_panel.py"/>
        <source>No run yet. F5 runs; what is wrong with the backward pass will be listed here.</source>
        <translation>尚未运行。F5 运行；反向传播中的问题会列在这里。</translation>
    </message>
    <message>
        <location filename="../../app/ui/doctor_panel.py"/>
        <source>Nothing found: gradients flow as they should.</source>
        <translation>没有发现问题：梯度流动正常。</translation>
    </message>
    <message>
        <location filename="../../app/ui/doctor_panel.py"/>
        <source>The program runs. Doctor looks at it when it has ended.</source>
        <translation>程序正在运行；结束后会进行诊断。</translation>
    </message>
    <message>
        <location filename="../../app/ui/doctor_panel.py"/>
        <source>The program was changed since this run: run it again first.</source>
        <translation>这次运行之后程序已被修改：请先重新运行。</translation>
    </message>
    <message>
        <location filename="../../app/ui/doctor_panel.py"/>
        <source>{count} finding</source>
        <translation>{count} 个问题</translation>
    </message>
    <message>
        <location filename="../../app/ui/doctor_panel.py"/>
        <source>{count} findings</source>
        <translation>{count} 个问题</translation>
    </message>
    <message>
        <location filename="../../app/ui/doctor_run.py"/>
        <source>Doctor could not look at this run: {why}</source>
        <translation>无法诊断这次运行：{why}</translation>
    </message>
    <message>
        <location filename="../../app/ui/doctor_run.py"/>
        <source>Doctor was ended before it had looked at all of this run.</source>
        <translation>诊断还没有做完就被终止了。</translation>
    </message>
    <message>
        <location filename="../../app/ui/documents.py"/>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <location filename="../../app/ui/documents.py"/>
        <source>Python programs (*.py);;All files (*)</source>
        <translation>Python 程序 (*.py);;所有文件 (*)</translation>
    </message>
    <message>
        <location filename="../../app/ui/documents.py"/>
        <source>Save as</source>
        <translation>另存为</translation>
    </message>
    <message>
        <location filename="../../app/ui/documents.py"/>
        <source>Save tape</source>
        <translation>保存记录带</translation>
    </message>
    <message>
        <location filename="../../app/ui/documents.py"/>
        <source>Save the changes to {name}?</source>
        <translation>要保存对 {name} 的修改吗？</translation>
    </message>
    <message>
        <location filename="../../app/ui/documents.py"/>
        <source>Saved {name}</source>
        <translation>已保存 {name}</translation>
    </message>
    <message>
        <location filename="../../app/ui/documents.py"/>
        <source>They are lost otherwise.</source>
        <translation>否则修改会丢失。</translation>
    </message>
    <message>
        <location filename="../../app/ui/documents.py"/>
        <source>Untitled</source>
        <translation>未命名</translation>
    </message>
    <message>
        <location filename="../../app/ui/documents.py"/>
        <source>{name} is no longer there. Save all the same?</source>
        <translation>{name} 已不存在。仍然保存吗？</translation>
    </message>
    <message>
        <location filename="../../app/ui/documents.py"/>
        <source>{name} was changed by another program. Save all the same?</source>
        <translation>{name} 已被别的程序修改。仍然保存吗？</translation>
    </message>
    <message>
        <location filename="../../app/ui/documents.py"/>
        <source>{path} could not be read: {reason}</source>
        <translation>无法读取 {path}：{reason}</translation>
    </message>
    <message>
        <location filename="../../app/ui/documents.py"/>
        <source>{path} could not be written: {reason}</source>
        <translation>无法写入 {path}：{reason}</translation>
    </message>
    <message>
        <location filename="../../app/ui/editor.py"/>
        <source>Program</source>
        <translation>程序</translation>
    </message>
    <message>
        <location filename="../../app/ui/editor.py"/>
        <source>Type PyTorch code here, or open a lesson. F5 runs it.</source>
        <translation>在此输入 PyTorch 代码，或打开一课。F5 运行。</translation>
    </message>
    <message>
        <location filename="../../app/ui/editor_follow.py"/>
        <source>made this node</source>
        <translation>创建了此节点</translation>
    </message>
    <message>
        <location filename="../../app/ui/editor_follow.py"/>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <location filename="../../app/ui/editor_follow.py"/>
        <source>running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <location filename="../../app/ui/editor_follow.py"/>
        <source>this step</source>
        <translation>这一步</translation>
    </message>
    <message>
        <location filename="../../app/ui/editor_note.py"/>
        <source>Hide this message</source>
        <translation>隐藏这条消息</translation>
    </message>
    <message>
        <location filename="../../app/ui/editor_note.py"/>
        <source>… {count} more lines</source>
        <translation>… 还有 {count} 行</translation>
    </message>
    <message>
        <location filename="../../app/ui/editor_panel.py"/>
        <source>Close (Esc)</source>
        <translation>关闭（Esc）</translation>
    </message>
    <message>
        <location filename="../../app/ui/editor_panel.py"/>
        <source>Find in the program</source>
        <translation>在程序中查找</translation>
    </message>
    <message>
        <location filename="../../app/ui/editor_panel.py"/>
        <source>Next (Enter)</source>
        <translation>下一个（Enter）</translation>
    </message>
    <message>
        <location filename="../../app/ui/editor_panel.py"/>
        <source>Previous (Shift+Enter)</source>
        <translation>上一个（Shift+Enter）</translation>
    </message>
    <message>
        <location filename="../../app/ui/editor_panel.py"/>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <location filename="../../app/ui/editor_panel.py"/>
        <source>{count} found</source>
        <translation>找到 {count} 个</translation>
    </message>
    <message>
        <location filename="../../app/ui/editor_panel.py"/>
        <source>{number} of {count}</source>
        <translation>第 {number} 个，共 {count} 个</translation>
    </message>
    <message>
        <location filename="../../app/ui/events.py"/>
        <source>Events</source>
        <translation>事件</translation>
    </message>
    <message>
        <location filename="../../app/ui/events.py"/>
        <source>Filter the events</source>
        <translation>筛选事件</translation>
    </message>
    <message>
        <location filename="../../app/ui/events.py"/>
        <source>No event matches the filter</source>
        <translation>没有符合筛选的事件</translation>
    </message>
    <message>
        <location filename="../../app/ui/events.py"/>
        <source>No run yet. F5 runs; its events will be here.</source>
        <translation>尚未运行。F5 运行；事件会显示在这里。</translation>
    </message>
    <message>
        <location filename="../../app/ui/events.py"/>
        <source>The program runs; it has done nothing to record yet.</source>
        <translation>程序正在运行；还没有做任何要记录的事。</translation>
    </message>
    <message>
        <location filename="../../app/ui/events.py"/>
        <source>mul, x, backward, print, line:8, step:7, is:step</source>
        <translation>mul, x, backward, print, line:8, step:7, is:step</translation>
    </message>
    <message>
        <location filename="../../app/ui/events.py"/>
        <source>{shown:,} of {count:,}</source>
        <translation>{shown:,}/{count:,}</translation>
    </message>
    <message>
        <location filename="../../app/ui/events_model.py"/>
        <source>#</source>
        <translation>#</translation>
    </message>
    <message>
        <location filename="../../app/ui/events_model.py"/>
        <source>Line</source>
        <translation>行</translation>
    </message>
    <message>
        <location filename="../../app/ui/events_model.py"/>
        <source>Node or op</source>
        <translation>节点或运算</translation>
    </message>
    <message>
        <location filename="../../app/ui/events_model.py"/>
        <source>Phase</source>
        <translation>阶段</translation>
    </message>
    <message>
        <location filename="../../app/ui/events_model.py"/>
        <source>Shape</source>
        <translation>形状</translation>
    </message>
    <message>
        <location filename="../../app/ui/events_model.py"/>
        <source>What happened</source>
        <translation>发生了什么</translation>
    </message>
    <message>
        <location filename="../../app/ui/events_model.py"/>
        <source>end</source>
        <translation>结束</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_control.py"/>
        <source>Another figure is still being drawn; try again when it is done.</source>
        <translation>另一幅图还在绘制；等它完成后再试。</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_control.py"/>
        <source>Copied the graph as an image</source>
        <translation>已把图复制为图片</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_control.py"/>
        <source>Copied the graph as {kind}</source>
        <translation>已把图复制为 {kind}</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_control.py"/>
        <source>Drawing {name}: step {done} of {of}</source>
        <translation>正在绘制 {name}：第 {done} 步，共 {of} 步</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_control.py"/>
        <source>Drawing {name}…</source>
        <translation>正在绘制 {name}…</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_control.py"/>
        <source>Saved {name}; {note}</source>
        <translation>已保存 {name}；{note}</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_control.py"/>
        <source>This figure is too large for the clipboard (more than {count} nodes, or of several steps); Export figure… saves it to a file.</source>
        <translation>这幅图太大，放不进剪贴板（超过 {count} 个节点，或含多步）；请用“导出图…”存成文件。</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_dialog.py"/>
        <source>A text, without a size of its own.</source>
        <translation>文本，没有自己的尺寸。</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_dialog.py"/>
        <source>As large as fits on the page, or smaller.</source>
        <translation>以页面能容纳的大小为限，或更小。</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_dialog.py"/>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_dialog.py"/>
        <source>Drawing…</source>
        <translation>正在绘制…</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_dialog.py"/>
        <source>Export figure</source>
        <translation>导出图</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_dialog.py"/>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_dialog.py"/>
        <source>The graph as it is at step {number:,} of {count:,}. On the command line this is event {cursor:,} (--step {cursor}).</source>
        <translation>第 {number:,} 步（共 {count:,} 步）时的图。在命令行里这是事件 {cursor:,}（--step {cursor}）。</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_dialog.py"/>
        <source>{size}. Its smallest letters are {points:.1f} points high, hard to read on paper.</source>
        <translation>{size}。最小的字只有 {points:.1f} 磅高，印在纸上难以看清。</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_draw.py"/>
        <source>Python could not be started: {reason}</source>
        <translation>无法启动 Python：{reason}</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_draw.py"/>
        <source>The drawing process ended too early.</source>
        <translation>绘图进程过早结束。</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>1 step a second</source>
        <translation>每秒 1 步</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>10 steps a second</source>
        <translation>每秒 10 步</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>2 steps a second</source>
        <translation>每秒 2 步</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>4 steps a second</source>
        <translation>每秒 4 步</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>A slide, 16:9</source>
        <translation>幻灯片 16:9</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>A slide, 4:3</source>
        <translation>幻灯片 4:3</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>A3</source>
        <translation>A3</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>A4</source>
        <translation>A4</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>A5</source>
        <translation>A5</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>All steps</source>
        <translation>所有步</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>All that was computed, values as grids</source>
        <translation>所有计算过的内容，值以网格显示</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>Another colour…</source>
        <translation>其他颜色…</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>As large as the figure</source>
        <translation>与图一样大</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>Background</source>
        <translation>背景</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>Black</source>
        <translation>黑色</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>Caption</source>
        <translation>说明</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>Cards</source>
        <translation>卡片</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>Carry the fonts: texts look the same everywhere</source>
        <translation>携带字体：文字在哪里都一样</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>Carry the run: dropped on this window, the file opens it</source>
        <translation>带上运行：把文件拖到此窗口即可打开</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>Downwards</source>
        <translation>向下</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>Flow</source>
        <translation>流向</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>Key of the signs and colours</source>
        <translation>符号和颜色的图例</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>Kind</source>
        <translation>种类</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>Legal</source>
        <translation>Legal</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>Letter</source>
        <translation>Letter</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>Nodes</source>
        <translation>节点</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>One step in 2 seconds</source>
        <translation>每 2 秒一步</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>Pace</source>
        <translation>速度</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>Page</source>
        <translation>页面</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>Print, on white</source>
        <translation>打印，白底</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>Shows</source>
        <translation>内容</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>The graph of this part of the run</source>
        <translation>运行中这一部分的图</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>The theme's</source>
        <translation>主题的背景</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>The whole run</source>
        <translation>整个运行的图</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>This step</source>
        <translation>此步</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>To the right</source>
        <translation>向右</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>Transparent</source>
        <translation>透明</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>Values and gradients</source>
        <translation>值和梯度</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>What can be seen of it in the window</source>
        <translation>窗口中看得到的部分</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>What is selected</source>
        <translation>所选内容</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>White</source>
        <translation>白色</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>Width on paper</source>
        <translation>纸上宽度</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>Words below the figure. {step}, {steps}, {sentence} and {file} are filled in.</source>
        <translation>图下方的文字。{step}、{steps}、{sentence} 和 {file} 会被填入。</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>cm</source>
        <translation>厘米</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_form.py"/>
        <source>{scale:g} × ({dpi:g} dpi)</source>
        <translation>{scale:g} ×（{dpi:g} dpi）</translation>
    </message>
    <message>
        <location filename="../../app/ui/export_preview.py"/>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <location filename="../../app/ui/finder.py"/>
        <source>Find node, tensor or op</source>
        <translation>查找节点、张量或运算</translation>
    </message>
    <message>
        <location filename="../../app/ui/finder.py"/>
        <source>Find node, tensor, op</source>
        <translation>查找节点、张量、运算</translation>
    </message>
    <message>
        <location filename="../../app/ui/finder.py"/>
        <source>No run yet. F5 runs the program.</source>
        <translation>尚未运行。F5 运行程序。</translation>
    </message>
    <message>
        <location filename="../../app/ui/finder.py"/>
        <source>Search for nothing</source>
        <translation>清空搜索</translation>
    </message>
    <message>
        <location filename="../../app/ui/finder.py"/>
        <source>Values too large to be looked at: {count:,}.</source>
        <translation>有 {count:,} 个值太大，没有查看。</translation>
    </message>
    <message>
        <location filename="../../app/ui/finder.py"/>
        <source>Words and keys, as in grad_fn:Mul norm&gt;10 line:3-9 is:leaf -name:bias</source>
        <translation>词和键，例如 grad_fn:Mul norm&gt;10 line:3-9 is:leaf -name:bias</translation>
    </message>
    <message>
        <location filename="../../app/ui/finder.py"/>
        <source>{count:,} found</source>
        <translation>找到 {count:,} 个</translation>
    </message>
    <message>
        <location filename="../../app/ui/finder.py"/>
        <source>{number:,} of {count:,}</source>
        <translation>第 {number:,} 个，共 {count:,} 个</translation>
    </message>
    <message>
        <location filename="../../app/ui/finder.py"/>
        <source>{words} Looking…</source>
        <translation>{words} 正在查找…</translation>
    </message>
    <message>
        <location filename="../../app/ui/finder.py"/>
        <source>{words} Nothing in this run is so.</source>
        <translation>{words} 这次运行中没有这样的内容。</translation>
    </message>
    <message>
        <location filename="../../app/ui/finder_completions.py"/>
        <source>What can be typed</source>
        <translation>可以输入的内容</translation>
    </message>
    <message>
        <location filename="../../app/ui/formula_view.py"/>
        <source>Click to copy as LaTeX</source>
        <translation>点击复制为 LaTeX</translation>
    </message>
    <message>
        <location filename="../../app/ui/formula_view.py"/>
        <source>Too long to be written here: click to copy it as LaTeX</source>
        <translation>太长，这里写不下：点击复制为 LaTeX</translation>
    </message>
    <message>
        <location filename="../../app/ui/frame_words.py"/>
        <source>No file</source>
        <translation>没有文件</translation>
    </message>
    <message>
        <location filename="../../app/ui/frame_words.py"/>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <location filename="../../app/ui/frame_words.py"/>
        <source>Running</source>
        <translation>正在运行</translation>
    </message>
    <message>
        <location filename="../../app/ui/frame_words.py"/>
        <source>paused by {breakpoint}</source>
        <translation>因断点 {breakpoint} 暂停</translation>
    </message>
    <message>
        <location filename="../../app/ui/frame_words.py"/>
        <source>shows the run before your edit</source>
        <translation>显示的是你修改之前的运行</translation>
    </message>
    <message>
        <location filename="../../app/ui/frame_words.py"/>
        <source>step {number:,} of {count:,}</source>
        <translation>第 {number:,} 步，共 {count:,} 步</translation>
    </message>
    <message>
        <location filename="../../app/ui/graph_canvas_flow.py"/>
        <source>norm up to {norm}</source>
        <translation>范数至多 {norm}</translation>
    </message>
    <message>
        <location filename="../../app/ui/graph_canvas_overlay.py"/>
        <source>100 %</source>
        <translation>100 %</translation>
    </message>
    <message>
        <location filename="../../app/ui/graph_canvas_overlay.py"/>
        <source>Larger (+)</source>
        <translation>放大（+）</translation>
    </message>
    <message>
        <location filename="../../app/ui/graph_canvas_overlay.py"/>
        <source>Show the whole graph (Ctrl+0)</source>
        <translation>显示整个图（Ctrl+0）</translation>
    </message>
    <message>
        <location filename="../../app/ui/graph_canvas_overlay.py"/>
        <source>Smaller (−)</source>
        <translation>缩小（−）</translation>
    </message>
    <message>
        <location filename="../../app/ui/graph_telling.py"/>
        <source>Graph</source>
        <translation>图</translation>
    </message>
    <message>
        <location filename="../../app/ui/graph_telling.py"/>
        <source>found</source>
        <translation>找到</translation>
    </message>
    <message>
        <location filename="../../app/ui/graph_telling.py"/>
        <source>other numbers</source>
        <translation>数值不同</translation>
    </message>
    <message>
        <location filename="../../app/ui/graph_telling.py"/>
        <source>{count:,} node of {parts:,} parts</source>
        <translation>{parts:,} 部分共 {count:,} 个节点</translation>
    </message>
    <message>
        <location filename="../../app/ui/graph_telling.py"/>
        <source>{count:,} nodes of {parts:,} parts</source>
        <translation>{parts:,} 部分共 {count:,} 个节点</translation>
    </message>
    <message>
        <location filename="../../app/ui/graph_telling.py"/>
        <source>{nodes}, {drawn:,} drawn</source>
        <translation>{nodes}，画出 {drawn:,} 个</translation>
    </message>
    <message>
        <location filename="../../app/ui/graph_title.py"/>
        <source>Follow the current step</source>
        <translation>跟随当前步</translation>
    </message>
    <message>
        <location filename="../../app/ui/graph_title.py"/>
        <source>Show the whole run, not only the iteration at the cursor</source>
        <translation>显示整个运行，而不只是游标处的迭代</translation>
    </message>
    <message>
        <location filename="../../app/ui/graph_view.py"/>
        <source>Building the graph: {share:.0%}</source>
        <translation>正在构建图：{share:.0%}</translation>
    </message>
    <message>
        <location filename="../../app/ui/graph_view.py"/>
        <source>No run yet. F5 runs the program, and its graph grows here.</source>
        <translation>尚未运行。F5 运行程序，图会在这里逐步画出。</translation>
    </message>
    <message>
        <location filename="../../app/ui/graph_view.py"/>
        <source>Reading the run: {share:.0%}</source>
        <translation>正在读取运行：{share:.0%}</translation>
    </message>
    <message>
        <location filename="../../app/ui/graph_view.py"/>
        <source>This run made no tensors, so there is no graph.</source>
        <translation>这次运行没有产生张量，因此没有图。</translation>
    </message>
    <message>
        <location filename="../../app/ui/graph_words.py"/>
        <source>cut from {source}</source>
        <translation>与 {source} 切断</translation>
    </message>
    <message>
        <location filename="../../app/ui/graph_words.py"/>
        <source>cut: no gradient takes this way</source>
        <translation>切断：没有梯度从这里通过</translation>
    </message>
    <message>
        <location filename="../../app/ui/graph_words.py"/>
        <source>double click: go there</source>
        <translation>双击：转到那里</translation>
    </message>
    <message>
        <location filename="../../app/ui/graph_words.py"/>
        <source>double click: open</source>
        <translation>双击：打开</translation>
    </message>
    <message>
        <location filename="../../app/ui/graph_words.py"/>
        <source>gradient sent back: being added up</source>
        <translation>传回的梯度：正在求和</translation>
    </message>
    <message>
        <location filename="../../app/ui/graph_words.py"/>
        <source>gradient sent back: {full}</source>
        <translation>传回的梯度：{full}</translation>
    </message>
    <message>
        <location filename="../../app/ui/graph_words.py"/>
        <source>not yet reached by backward</source>
        <translation>反向传播尚未到达</translation>
    </message>
    <message>
        <location filename="../../app/ui/graph_words.py"/>
        <source>nothing was sent back</source>
        <translation>没有传回任何梯度</translation>
    </message>
    <message>
        <location filename="../../app/ui/graph_words.py"/>
        <source>number</source>
        <translation>数</translation>
    </message>
    <message>
        <location filename="../../app/ui/graph_words.py"/>
        <source>sent {sent} to {source}</source>
        <translation>已把 {sent} 传给 {source}</translation>
    </message>
    <message>
        <location filename="../../app/ui/graph_words.py"/>
        <source>sent {sent} to {source} just now</source>
        <translation>刚刚把 {sent} 传给 {source}</translation>
    </message>
    <message>
        <location filename="../../app/ui/graph_words.py"/>
        <source>uses {source}</source>
        <translation>使用 {source}</translation>
    </message>
    <message>
        <location filename="../../app/ui/graph_words.py"/>
        <source>{count:,} closed groups</source>
        <translation>{count:,} 个折叠的组</translation>
    </message>
    <message>
        <location filename="../../app/ui/graph_words.py"/>
        <source>{extent}, {ghosts} not made yet</source>
        <translation>{extent}，{ghosts} 个尚未创建</translation>
    </message>
    <message>
        <location filename="../../app/ui/graph_words.py"/>
        <source>{nodes} nodes, {edges} edges</source>
        <translation>{nodes} 个节点，{edges} 条边</translation>
    </message>
    <message>
        <location filename="../../app/ui/grid.py"/>
        <source>Full view</source>
        <translation>完整视图</translation>
    </message>
    <message>
        <location filename="../../app/ui/grid.py"/>
        <source>Next slice</source>
        <translation>下一个切片</translation>
    </message>
    <message>
        <location filename="../../app/ui/grid.py"/>
        <source>Previous slice</source>
        <translation>上一个切片</translation>
    </message>
    <message>
        <location filename="../../app/ui/grid.py"/>
        <source>no elements</source>
        <translation>没有元素</translation>
    </message>
    <message>
        <location filename="../../app/ui/grid.py"/>
        <source>shown as a row  {note}</source>
        <translation>显示为一行  {note}</translation>
    </message>
    <message>
        <location filename="../../app/ui/grid.py"/>
        <source>{part} of {shape}</source>
        <translation>{shape} 的 {part}</translation>
    </message>
    <message>
        <location filename="../../app/ui/grid_select.py"/>
        <source>Copy as CSV</source>
        <translation>复制为 CSV</translation>
    </message>
    <message>
        <location filename="../../app/ui/grid_select.py"/>
        <source>Copy as NumPy</source>
        <translation>复制为 NumPy</translation>
    </message>
    <message>
        <location filename="../../app/ui/grid_select.py"/>
        <source>Copy as text</source>
        <translation>复制为文本</translation>
    </message>
    <message>
        <location filename="../../app/ui/grid_select.py"/>
        <source>{size:,} elements are too many to copy: select a part of them</source>
        <translation>{size:,} 个元素太多，无法复制：请选择其中一部分</translation>
    </message>
    <message>
        <location filename="../../app/ui/grid_table.py"/>
        <source>Elements of the tensor</source>
        <translation>张量的元素</translation>
    </message>
    <message>
        <location filename="../../app/ui/grid_window.py"/>
        <source>As CSV</source>
        <translation>作为 CSV</translation>
    </message>
    <message>
        <location filename="../../app/ui/grid_window.py"/>
        <source>As NumPy</source>
        <translation>作为 NumPy</translation>
    </message>
    <message>
        <location filename="../../app/ui/grid_window.py"/>
        <source>As text</source>
        <translation>作为文本</translation>
    </message>
    <message>
        <location filename="../../app/ui/grid_window.py"/>
        <source>Columns</source>
        <translation>列（轴）</translation>
    </message>
    <message>
        <location filename="../../app/ui/grid_window.py"/>
        <source>Index of axis {axis}</source>
        <translation>轴 {axis} 的下标</translation>
    </message>
    <message>
        <location filename="../../app/ui/grid_window.py"/>
        <source>Rows</source>
        <translation>行（轴）</translation>
    </message>
    <message>
        <location filename="../../app/ui/grid_window.py"/>
        <source>axis {axis} at</source>
        <translation>轴 {axis} 位于</translation>
    </message>
    <message>
        <location filename="../../app/ui/grid_window.py"/>
        <source>axis {k} ({size})</source>
        <translation>轴 {k}（{size}）</translation>
    </message>
    <message>
        <location filename="../../app/ui/grid_window.py"/>
        <source>{rows} × {columns} selected</source>
        <translation>选中 {rows} × {columns}</translation>
    </message>
    <message>
        <location filename="../../app/ui/grid_window.py"/>
        <source>{title} (of the run before)</source>
        <translation>{title}（上一次运行的）</translation>
    </message>
    <message>
        <location filename="../../app/ui/grid_window.py"/>
        <source>{words}: axis</source>
        <translation>{words}：轴</translation>
    </message>
    <message>
        <location filename="../../app/ui/gutter.py"/>
        <source>A gradient was cut at line {line}</source>
        <translation>梯度在第 {line} 行被切断</translation>
    </message>
    <message>
        <location filename="../../app/ui/gutter.py"/>
        <source>Breakpoint, switched off (Shift+F9 switches it on, F9 takes it away)</source>
        <translation>断点，已停用（Shift+F9 启用，F9 移除）</translation>
    </message>
    <message>
        <location filename="../../app/ui/gutter.py"/>
        <source>Breakpoint: the run pauses after an op of this line, if {condition} (F9 takes it away)</source>
        <translation>断点：若 {condition}，运行会在这一行的运算之后暂停（F9 移除）</translation>
    </message>
    <message>
        <location filename="../../app/ui/gutter.py"/>
        <source>Breakpoint: the run pauses before this line (F9 takes it away)</source>
        <translation>断点：运行会在这一行之前暂停（F9 移除）</translation>
    </message>
    <message>
        <location filename="../../app/ui/gutter.py"/>
        <source>Click: breakpoint (F9)</source>
        <translation>点击：断点（F9）</translation>
    </message>
    <message>
        <location filename="../../app/ui/gutter.py"/>
        <source>Line {line} is at the cursor</source>
        <translation>第 {line} 行是游标所在处</translation>
    </message>
    <message>
        <location filename="../../app/ui/inspector.py"/>
        <source>Copy all as text</source>
        <translation>全部复制为文本</translation>
    </message>
    <message>
        <location filename="../../app/ui/inspector.py"/>
        <source>Inspector</source>
        <translation>检查器</translation>
    </message>
    <message>
        <location filename="../../app/ui/inspector.py"/>
        <source>Line {line} recorded nothing.</source>
        <translation>第 {line} 行没有录下任何内容。</translation>
    </message>
    <message>
        <location filename="../../app/ui/inspector.py"/>
        <source>No run yet. F5 runs; the node or tensor at the cursor will be here.</source>
        <translation>尚未运行。F5 运行；游标处的节点或张量会显示在这里。</translation>
    </message>
    <message>
        <location filename="../../app/ui/inspector.py"/>
        <source>Nothing has happened yet: the cursor stands before the first step. F10 steps.</source>
        <translation>还没有发生任何事：游标在第一步之前。F10 步进。</translation>
    </message>
    <message>
        <location filename="../../app/ui/inspector.py"/>
        <source>Pin</source>
        <translation>固定</translation>
    </message>
    <message>
        <location filename="../../app/ui/inspector.py"/>
        <source>Pin: keep showing this while the cursor moves</source>
        <translation>固定：游标移动时仍显示这个</translation>
    </message>
    <message>
        <location filename="../../app/ui/inspector.py"/>
        <source>Pinned · Esc follows the cursor again</source>
        <translation>已固定 · Esc 重新跟随游标</translation>
    </message>
    <message>
        <location filename="../../app/ui/inspector.py"/>
        <source>Selected · Esc follows the cursor again</source>
        <translation>已选择 · Esc 重新跟随游标</translation>
    </message>
    <message>
        <location filename="../../app/ui/inspector.py"/>
        <source>The program runs; it has made no tensor yet.</source>
        <translation>程序正在运行；还没有产生张量。</translation>
    </message>
    <message>
        <location filename="../../app/ui/inspector.py"/>
        <source>sent to {to}</source>
        <translation>传给 {to}</translation>
    </message>
    <message>
        <location filename="../../app/ui/inspector_head.py"/>
        <source>Follow the cursor again</source>
        <translation>重新跟随游标</translation>
    </message>
    <message>
        <location filename="../../app/ui/inspector_head.py"/>
        <source>Follow the cursor again (Esc)</source>
        <translation>重新跟随游标（Esc）</translation>
    </message>
    <message>
        <location filename="../../app/ui/inspector_rows.py"/>
        <source>sent</source>
        <translation>已传</translation>
    </message>
    <message>
        <location filename="../../app/ui/lecture.py"/>
        <source>Type an answer, or press Space</source>
        <translation>输入答案，或按空格</translation>
    </message>
    <message>
        <location filename="../../app/ui/lecture.py"/>
        <source>Your answer</source>
        <translation>你的答案</translation>
    </message>
    <message>
        <location filename="../../app/ui/lecture.py"/>
        <source>keys</source>
        <translation>按键</translation>
    </message>
    <message>
        <location filename="../../app/ui/lecture.py"/>
        <source>leave</source>
        <translation>离开</translation>
    </message>
    <message>
        <location filename="../../app/ui/lecture.py"/>
        <source>predict</source>
        <translation>预测</translation>
    </message>
    <message>
        <location filename="../../app/ui/lecture_parts.py"/>
        <source>No run yet</source>
        <translation>尚未运行</translation>
    </message>
    <message>
        <location filename="../../app/ui/lecture_parts.py"/>
        <source>Step {number} of {count}</source>
        <translation>第 {number} 步，共 {count} 步</translation>
    </message>
    <message>
        <location filename="../../app/ui/ledger_view.py"/>
        <source>.grad after</source>
        <translation>之后的 .grad</translation>
    </message>
    <message>
        <location filename="../../app/ui/ledger_view.py"/>
        <source>added</source>
        <translation>加上</translation>
    </message>
    <message>
        <location filename="../../app/ui/ledger_view.py"/>
        <source>added by</source>
        <translation>来自</translation>
    </message>
    <message>
        <location filename="../../app/ui/ledger_view.py"/>
        <source>added {value}</source>
        <translation>加上 {value}</translation>
    </message>
    <message>
        <location filename="../../app/ui/ledger_view.py"/>
        <source>call</source>
        <translation>调用</translation>
    </message>
    <message>
        <location filename="../../app/ui/ledger_view.py"/>
        <source>norm added</source>
        <translation>加上的范数</translation>
    </message>
    <message>
        <location filename="../../app/ui/ledger_view.py"/>
        <source>norm after</source>
        <translation>之后的范数</translation>
    </message>
    <message>
        <location filename="../../app/ui/ledger_view.py"/>
        <source>step {step}: {who}</source>
        <translation>第 {step} 步：{who}</translation>
    </message>
    <message>
        <location filename="../../app/ui/ledger_view.py"/>
        <source>{name} after: {value}</source>
        <translation>之后的 {name}：{value}</translation>
    </message>
    <message>
        <location filename="../../app/ui/lesson_control.py"/>
        <source>A folder for the hand-out</source>
        <translation>讲义的文件夹</translation>
    </message>
    <message>
        <location filename="../../app/ui/lesson_control.py"/>
        <source>The hand-out before is still being written.</source>
        <translation>上一份讲义还在写。</translation>
    </message>
    <message>
        <location filename="../../app/ui/lesson_control.py"/>
        <source>The hand-out could not be written: {reason}</source>
        <translation>无法写讲义：{reason}</translation>
    </message>
    <message>
        <location filename="../../app/ui/lesson_control.py"/>
        <source>The hand-out is in {folder}</source>
        <translation>讲义在 {folder}</translation>
    </message>
    <message>
        <location filename="../../app/ui/lesson_control.py"/>
        <source>The program has been edited since its run: run it again, then add the note.</source>
        <translation>程序在运行之后被编辑过：请重新运行，再添加笔记。</translation>
    </message>
    <message>
        <location filename="../../app/ui/lesson_control.py"/>
        <source>This program has no notes yet, so there is no hand-out to make. Add a note at a step first.</source>
        <translation>这个程序还没有笔记，所以没有讲义可做。请先在某一步添加笔记。</translation>
    </message>
    <message>
        <location filename="../../app/ui/lesson_control.py"/>
        <source>Writing the hand-out…</source>
        <translation>正在写讲义…</translation>
    </message>
    <message>
        <location filename="../../app/ui/lesson_panel.py"/>
        <source>Check</source>
        <translation>检查</translation>
    </message>
    <message>
        <location filename="../../app/ui/lesson_panel.py"/>
        <source>Hint</source>
        <translation>提示</translation>
    </message>
    <message>
        <location filename="../../app/ui/lesson_panel.py"/>
        <source>Line {line}: {message}</source>
        <translation>第 {line} 行：{message}</translation>
    </message>
    <message>
        <location filename="../../app/ui/lesson_panel.py"/>
        <source>Next stop</source>
        <translation>下一个停顿点</translation>
    </message>
    <message>
        <location filename="../../app/ui/lesson_panel.py"/>
        <source>Note</source>
        <translation>笔记</translation>
    </message>
    <message>
        <location filename="../../app/ui/lesson_panel.py"/>
        <source>Previous stop</source>
        <translation>上一个停顿点</translation>
    </message>
    <message>
        <location filename="../../app/ui/lesson_panel.py"/>
        <source>Run the program (F5)</source>
        <translation>运行程序（F5）</translation>
    </message>
    <message>
        <location filename="../../app/ui/lesson_panel.py"/>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <location filename="../../app/ui/live.py"/>
        <source>Live</source>
        <translation>实时</translation>
    </message>
    <message>
        <location filename="../../app/ui/live.py"/>
        <source>Live mode is paused: the program takes longer than {seconds:g} s. F5 runs it.</source>
        <translation>实时模式已暂停：程序运行超过 {seconds:g} 秒。F5 运行。</translation>
    </message>
    <message>
        <location filename="../../app/ui/live.py"/>
        <source>Live mode is paused: the program waits for input. F5 runs it.</source>
        <translation>实时模式已暂停：程序在等待输入。F5 运行。</translation>
    </message>
    <message>
        <location filename="../../app/ui/live.py"/>
        <source>Live mode is paused: {reason}</source>
        <translation>实时模式已暂停：{reason}</translation>
    </message>
    <message>
        <location filename="../../app/ui/live.py"/>
        <source>Live mode waits: line {line} does not parse</source>
        <translation>实时模式正在等待：第 {line} 行无法解析</translation>
    </message>
    <message>
        <location filename="../../app/ui/live.py"/>
        <source>Live mode: the program runs again as you type. Ctrl+drag changes a number.</source>
        <translation>实时模式：你一边输入，程序一边重新运行。Ctrl+拖动可改变数字。</translation>
    </message>
    <message>
        <location filename="../../app/ui/live.py"/>
        <source>Live: paused</source>
        <translation>实时：已暂停</translation>
    </message>
    <message>
        <location filename="../../app/ui/live.py"/>
        <source>Live: waiting</source>
        <translation>实时：等待</translation>
    </message>
    <message>
        <location filename="../../app/ui/live.py"/>
        <source>The graph follows a number that is turned in live mode (Ctrl+Alt+L).</source>
        <translation>在实时模式（Ctrl+Alt+L）下，图会随改变的数字更新。</translation>
    </message>
    <message>
        <location filename="../../app/ui/live.py"/>
        <source>The program runs again as you type</source>
        <translation>你一边输入，程序一边重新运行</translation>
    </message>
    <message>
        <location filename="../../app/ui/main_window.py"/>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <location filename="../../app/ui/main_window.py"/>
        <source>OK</source>
        <translation>确定</translation>
    </message>
    <message>
        <location filename="../../app/ui/main_window.py"/>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <location filename="../../app/ui/main_window.py"/>
        <source>{count:,} step</source>
        <translation>{count:,} 步</translation>
    </message>
    <message>
        <location filename="../../app/ui/main_window.py"/>
        <source>{count:,} steps</source>
        <translation>{count:,} 步</translation>
    </message>
    <message>
        <location filename="../../app/ui/marks_control.py"/>
        <source>Bookmark at {where}.</source>
        <translation>书签放在{where}。</translation>
    </message>
    <message>
        <location filename="../../app/ui/marks_control.py"/>
        <source>Bookmark {number} is at {where}. Ctrl+{number} goes there.</source>
        <translation>书签 {number} 位于{where}。Ctrl+{number} 转到那里。</translation>
    </message>
    <message>
        <location filename="../../app/ui/marks_control.py"/>
        <source>Bookmark {number} is now at {where}. Ctrl+{number} goes there.</source>
        <translation>书签 {number} 现在位于{where}。Ctrl+{number} 转到那里。</translation>
    </message>
    <message>
        <location filename="../../app/ui/marks_control.py"/>
        <source>The node of this bookmark is not in this part of the run.</source>
        <translation>这个书签的节点不在运行的这一部分中。</translation>
    </message>
    <message>
        <location filename="../../app/ui/marks_control.py"/>
        <source>There is no bookmark {number}. Ctrl+Shift+{number} puts it here.</source>
        <translation>没有书签 {number}。Ctrl+Shift+{number} 把它放在这里。</translation>
    </message>
    <message>
        <location filename="../../app/ui/marks_control.py"/>
        <source>There is no step to mark yet.</source>
        <translation>还没有可以标记的步。</translation>
    </message>
    <message>
        <location filename="../../app/ui/marks_control.py"/>
        <source>This run has {count:,} steps; the bookmark is of step {step:,}.</source>
        <translation>这次运行有 {count:,} 步；书签在第 {step:,} 步。</translation>
    </message>
    <message>
        <location filename="../../app/ui/marks_control.py"/>
        <source>{name} is not in this part of the run.</source>
        <translation>{name} 不在运行的这一部分中。</translation>
    </message>
    <message>
        <location filename="../../app/ui/menus.py"/>
        <source>Forget these</source>
        <translation>忘记这些</translation>
    </message>
    <message>
        <location filename="../../app/ui/menus.py"/>
        <source>No recent files</source>
        <translation>没有最近的文件</translation>
    </message>
    <message>
        <location filename="../../app/ui/menus.py"/>
        <source>Panels</source>
        <translation>面板</translation>
    </message>
    <message>
        <location filename="../../app/ui/menus.py"/>
        <source>Recent files</source>
        <translation>最近的文件</translation>
    </message>
    <message>
        <location filename="../../app/ui/mishap.py"/>
        <source>Copy details</source>
        <translation>复制详情</translation>
    </message>
    <message>
        <location filename="../../app/ui/mishap.py"/>
        <source>Retrograd made a mistake of its own ({kind}); something in the window may not be shown as it should. Your program and its run are not touched.</source>
        <translation>Retrograd 自身出了错（{kind}），窗口中有的内容可能显示不正常。你的程序和这次运行不受影响。</translation>
    </message>
    <message>
        <location filename="../../app/ui/outline.py"/>
        <source>No run yet. F5 runs the program, and its modules and loops are listed here.</source>
        <translation>尚未运行。F5 运行程序，它的模块和循环会列在这里。</translation>
    </message>
    <message>
        <location filename="../../app/ui/outline.py"/>
        <source>Outline</source>
        <translation>大纲</translation>
    </message>
    <message>
        <location filename="../../app/ui/outline.py"/>
        <source>This part of the run has no modules, loops or functions to fold.</source>
        <translation>运行的这一部分没有可折叠的模块、循环或函数。</translation>
    </message>
    <message>
        <location filename="../../app/ui/outline_model.py"/>
        <source>{count:,} each</source>
        <translation>各 {count:,} 个</translation>
    </message>
    <message>
        <location filename="../../app/ui/plot_bars.py"/>
        <source>{count} elements from {low} to {high}</source>
        <translation>{count} 个元素，从 {low} 至 {high}</translation>
    </message>
    <message>
        <location filename="../../app/ui/plot_bars.py"/>
        <source>{count} not finite</source>
        <translation>{count} 个不是有限数</translation>
    </message>
    <message>
        <location filename="../../app/ui/plot_bars.py"/>
        <source>{low} to {high}: {count}</source>
        <translation>{low} 至 {high}：{count}</translation>
    </message>
    <message>
        <location filename="../../app/ui/plot_bars.py"/>
        <source>{name}: {value}, {count} elements</source>
        <translation>{name}：{value}，{count} 个元素</translation>
    </message>
    <message>
        <location filename="../../app/ui/plot_chart.py"/>
        <source>{name}, this call alone</source>
        <translation>{name}，仅这一次调用</translation>
    </message>
    <message>
        <location filename="../../app/ui/plot_chart.py"/>
        <source>{value} at iteration {number}</source>
        <translation>第 {number} 次迭代为 {value}</translation>
    </message>
    <message>
        <location filename="../../app/ui/plot_legend.py"/>
        <source>{name}: click hides or shows it</source>
        <translation>{name}：点击隐藏或显示</translation>
    </message>
    <message>
        <location filename="../../app/ui/plot_legend.py"/>
        <source>{rest} more</source>
        <translation>还有 {rest} 个</translation>
    </message>
    <message>
        <location filename="../../app/ui/plots_depth.py"/>
        <source>Gradient at each parameter, from the first layer to the loss</source>
        <translation>各参数处的梯度，从第一层到损失</translation>
    </message>
    <message>
        <location filename="../../app/ui/plots_depth.py"/>
        <source>Gradient of each module's output</source>
        <translation>各模块输出的梯度</translation>
    </message>
    <message>
        <location filename="../../app/ui/plots_panel.py"/>
        <source>By depth</source>
        <translation>按深度</translation>
    </message>
    <message>
        <location filename="../../app/ui/plots_panel.py"/>
        <source>Copied the numbers as CSV</source>
        <translation>已把数值复制为 CSV</translation>
    </message>
    <message>
        <location filename="../../app/ui/plots_panel.py"/>
        <source>Copy numbers</source>
        <translation>复制数值</translation>
    </message>
    <message>
        <location filename="../../app/ui/plots_panel.py"/>
        <source>Getting ready …</source>
        <translation>正在准备…</translation>
    </message>
    <message>
        <location filename="../../app/ui/plots_panel.py"/>
        <source>Log</source>
        <translation>对数</translation>
    </message>
    <message>
        <location filename="../../app/ui/plots_panel.py"/>
        <source>Logarithmic scale</source>
        <translation>对数刻度</translation>
    </message>
    <message>
        <location filename="../../app/ui/plots_panel.py"/>
        <source>No further number has a name of its own in several iterations</source>
        <translation>没有别的数在几次迭代中有自己的名字</translation>
    </message>
    <message>
        <location filename="../../app/ui/plots_panel.py"/>
        <source>No run yet. F5 runs; loss, gradients and weights of each iteration will be plotted here.</source>
        <translation>尚未运行。F5 运行；每次迭代的损失、梯度和权重会画在这里。</translation>
    </message>
    <message>
        <location filename="../../app/ui/plots_panel.py"/>
        <source>Numbers as CSV…</source>
        <translation>数值存为 CSV…</translation>
    </message>
    <message>
        <location filename="../../app/ui/plots_panel.py"/>
        <source>Over time</source>
        <translation>随时间</translation>
    </message>
    <message>
        <location filename="../../app/ui/plots_panel.py"/>
        <source>Picture as PNG…</source>
        <translation>图片存为 PNG…</translation>
    </message>
    <message>
        <location filename="../../app/ui/plots_panel.py"/>
        <source>Picture as SVG…</source>
        <translation>图片存为 SVG…</translation>
    </message>
    <message>
        <location filename="../../app/ui/plots_panel.py"/>
        <source>Plot another number of the program over the iterations</source>
        <translation>把程序里的另一个数随迭代画出来</translation>
    </message>
    <message>
        <location filename="../../app/ui/plots_panel.py"/>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <location filename="../../app/ui/plots_panel.py"/>
        <source>Save the numbers or the picture</source>
        <translation>保存数值或图片</translation>
    </message>
    <message>
        <location filename="../../app/ui/plots_panel.py"/>
        <source>There is no plot to save yet: show the plots of a run first.</source>
        <translation>还没有可保存的曲线图：请先显示一次运行的曲线图。</translation>
    </message>
    <message>
        <location filename="../../app/ui/plots_panel.py"/>
        <source>This run has no backward() call: there is nothing to plot over iterations.</source>
        <translation>这次运行没有调用 backward()：没有可按迭代绘制的内容。</translation>
    </message>
    <message>
        <location filename="../../app/ui/plots_panel.py"/>
        <source>Type an expression…</source>
        <translation>输入表达式…</translation>
    </message>
    <message>
        <location filename="../../app/ui/plots_panel.py"/>
        <source>Watch</source>
        <translation>观察</translation>
    </message>
    <message>
        <location filename="../../app/ui/plots_panel.py"/>
        <source>depth</source>
        <translation>深度（横轴）</translation>
    </message>
    <message>
        <location filename="../../app/ui/plots_panel.py"/>
        <source>tensor</source>
        <translation>张量（单个）</translation>
    </message>
    <message>
        <location filename="../../app/ui/plots_panel.py"/>
        <source>time</source>
        <translation>时间（横轴）</translation>
    </message>
    <message>
        <location filename="../../app/ui/plots_save.py"/>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <location filename="../../app/ui/plots_save.py"/>
        <source>PNG pictures (*.png)</source>
        <translation>PNG 图片 (*.png)</translation>
    </message>
    <message>
        <location filename="../../app/ui/plots_save.py"/>
        <source>Plots</source>
        <translation>曲线图</translation>
    </message>
    <message>
        <location filename="../../app/ui/plots_save.py"/>
        <source>SVG pictures (*.svg)</source>
        <translation>SVG 图片 (*.svg)</translation>
    </message>
    <message>
        <location filename="../../app/ui/plots_save.py"/>
        <source>Save plots</source>
        <translation>保存曲线图</translation>
    </message>
    <message>
        <location filename="../../app/ui/plots_save.py"/>
        <source>Tables (*.csv)</source>
        <translation>表格 (*.csv)</translation>
    </message>
    <message>
        <location filename="../../app/ui/plots_tensor.py"/>
        <source>Heat map</source>
        <translation>热图</translation>
    </message>
    <message>
        <location filename="../../app/ui/plots_tensor.py"/>
        <source>No gradient: {reason}.</source>
        <translation>没有梯度：{reason}。</translation>
    </message>
    <message>
        <location filename="../../app/ui/plots_tensor.py"/>
        <source>The tensor at the cursor, or the one selected, is shown here.</source>
        <translation>游标处或所选的张量会显示在这里。</translation>
    </message>
    <message>
        <location filename="../../app/ui/plots_time.py"/>
        <source>Gradient norm</source>
        <translation>梯度范数</translation>
    </message>
    <message>
        <location filename="../../app/ui/plots_time.py"/>
        <source>Loss</source>
        <translation>损失曲线</translation>
    </message>
    <message>
        <location filename="../../app/ui/plots_time.py"/>
        <source>Update to weight</source>
        <translation>更新与权重之比</translation>
    </message>
    <message>
        <location filename="../../app/ui/plots_time.py"/>
        <source>Watched</source>
        <translation>观察的量</translation>
    </message>
    <message>
        <location filename="../../app/ui/plots_time.py"/>
        <source>Weight norm</source>
        <translation>权重范数</translation>
    </message>
    <message>
        <location filename="../../app/ui/presenter.py"/>
        <source>Answer: {answer}</source>
        <translation>答案：{answer}</translation>
    </message>
    <message>
        <location filename="../../app/ui/presenter.py"/>
        <source>Next: {sentence}</source>
        <translation>接下来：{sentence}</translation>
    </message>
    <message>
        <location filename="../../app/ui/presenter.py"/>
        <source>Presenter</source>
        <translation>讲者视图</translation>
    </message>
    <message>
        <location filename="../../app/ui/presenter.py"/>
        <source>Step {number} of {count}, stop {stop} of {stops}</source>
        <translation>第 {number} 步，共 {count} 步；停顿点 {stop}/{stops}</translation>
    </message>
    <message>
        <location filename="../../app/ui/presenter.py"/>
        <source>The room sees nothing: B shows the page again.</source>
        <translation>观众现在什么也看不到：按 B 恢复显示。</translation>
    </message>
    <message>
        <location filename="../../app/ui/recovered.py"/>
        <source>Discard</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <location filename="../../app/ui/recovered.py"/>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <location filename="../../app/ui/recovered.py"/>
        <source>Later</source>
        <translation>以后再说</translation>
    </message>
    <message>
        <location filename="../../app/ui/recovered.py"/>
        <source>Restore</source>
        <translation>恢复</translation>
    </message>
    <message>
        <location filename="../../app/ui/recovered.py"/>
        <source>{name} was not saved when Retrograd ended unexpectedly.</source>
        <translation>Retrograd 意外结束时，{name} 没有保存。</translation>
    </message>
    <message>
        <location filename="../../app/ui/recovered.py"/>
        <source>{name} was restored after Retrograd ended unexpectedly.</source>
        <translation>Retrograd 意外结束，{name} 已恢复。</translation>
    </message>
    <message>
        <location filename="../../app/ui/recovery.py"/>
        <source>The program could not be kept for recovery: {reason}</source>
        <translation>无法为恢复而保存程序：{reason}</translation>
    </message>
    <message>
        <location filename="../../app/ui/run_control.py"/>
        <source>Line {line} made no event in this run</source>
        <translation>第 {line} 行在这次运行中没有产生事件</translation>
    </message>
    <message>
        <location filename="../../app/ui/run_control.py"/>
        <source>The program could not be started: {reason}</source>
        <translation>无法启动程序：{reason}</translation>
    </message>
    <message>
        <location filename="../../app/ui/run_control.py"/>
        <source>edited since its run</source>
        <translation>运行后已编辑</translation>
    </message>
    <message>
        <location filename="../../app/ui/run_control.py"/>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <location filename="../../app/ui/run_control.py"/>
        <source>failed after {time}</source>
        <translation>{time} 后失败</translation>
    </message>
    <message>
        <location filename="../../app/ui/run_control.py"/>
        <source>paused at line {line}</source>
        <translation>停在第 {line} 行</translation>
    </message>
    <message>
        <location filename="../../app/ui/run_control.py"/>
        <source>ran in {time}</source>
        <translation>运行用时 {time}</translation>
    </message>
    <message>
        <location filename="../../app/ui/run_control.py"/>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <location filename="../../app/ui/run_control.py"/>
        <source>stopped after {time}</source>
        <translation>{time} 后停止</translation>
    </message>
    <message>
        <location filename="../../app/ui/run_control.py"/>
        <source>stopped by a limit</source>
        <translation>因限制停止</translation>
    </message>
    <message>
        <location filename="../../app/ui/run_control.py"/>
        <source>stopped by a limit after {time}</source>
        <translation>{time} 后因限制停止</translation>
    </message>
    <message>
        <location filename="../../app/ui/run_control.py"/>
        <source>waits for input</source>
        <translation>等待输入</translation>
    </message>
    <message>
        <location filename="../../app/ui/search_panel.py"/>
        <source>Next hit (F3)</source>
        <translation>下一个结果（F3）</translation>
    </message>
    <message>
        <location filename="../../app/ui/search_panel.py"/>
        <source>Nothing is searched for. Ctrl+F finds nodes, tensors and ops: mul, grad_fn:Mul, norm&gt;10, is:leaf, line:3-9.</source>
        <translation>没有搜索任何内容。Ctrl+F 查找节点、张量和运算：mul、grad_fn:Mul、norm&gt;10、is:leaf、line:3-9。</translation>
    </message>
    <message>
        <location filename="../../app/ui/search_panel.py"/>
        <source>Previous hit (Shift+F3)</source>
        <translation>上一个结果（Shift+F3）</translation>
    </message>
    <message>
        <location filename="../../app/ui/search_panel.py"/>
        <source>What was found</source>
        <translation>搜索结果</translation>
    </message>
    <message>
        <location filename="../../app/ui/sections.py"/>
        <source>folded</source>
        <translation>已收起</translation>
    </message>
    <message>
        <location filename="../../app/ui/settings_dialog.py"/>
        <source>0: {meaning}.</source>
        <translation>0：{meaning}。</translation>
    </message>
    <message>
        <location filename="../../app/ui/settings_dialog.py"/>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <location filename="../../app/ui/settings_dialog.py"/>
        <source>Colours of the window; a figure's theme is chosen when it is exported.</source>
        <translation>窗口的颜色；图的主题在导出时选择。</translation>
    </message>
    <message>
        <location filename="../../app/ui/settings_dialog.py"/>
        <source>Defaults</source>
        <translation>默认值</translation>
    </message>
    <message>
        <location filename="../../app/ui/settings_dialog.py"/>
        <source>Less motion</source>
        <translation>减少动画</translation>
    </message>
    <message>
        <location filename="../../app/ui/settings_dialog.py"/>
        <source>Look</source>
        <translation>外观</translation>
    </message>
    <message>
        <location filename="../../app/ui/settings_dialog.py"/>
        <source>Of every panel at once (Ctrl++ and Ctrl+-).</source>
        <translation>同时缩放每个面板（Ctrl++ 和 Ctrl+-）。</translation>
    </message>
    <message>
        <location filename="../../app/ui/settings_dialog.py"/>
        <source>Put every limit back to its default</source>
        <translation>把每个限制恢复为默认值</translation>
    </message>
    <message>
        <location filename="../../app/ui/settings_dialog.py"/>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <location filename="../../app/ui/settings_dialog.py"/>
        <source>Steps and layouts change at once, without gliding.</source>
        <translation>步骤和布局立即变化，不滑动。</translation>
    </message>
    <message>
        <location filename="../../app/ui/settings_dialog.py"/>
        <source>The settings could not be kept: {reason}</source>
        <translation>无法保存设置：{reason}</translation>
    </message>
    <message>
        <location filename="../../app/ui/settings_dialog.py"/>
        <source>Zoom</source>
        <translation>缩放</translation>
    </message>
    <message>
        <location filename="../../app/ui/settings_dialog.py"/>
        <source>autograd graph</source>
        <translation>自动求导图视图</translation>
    </message>
    <message>
        <location filename="../../app/ui/settings_dialog.py"/>
        <source>computation</source>
        <translation>计算视图</translation>
    </message>
    <message>
        <location filename="../../app/ui/settings_dialog.py"/>
        <source>downwards</source>
        <translation>朝下</translation>
    </message>
    <message>
        <location filename="../../app/ui/settings_dialog.py"/>
        <source>functions</source>
        <translation>按函数</translation>
    </message>
    <message>
        <location filename="../../app/ui/settings_dialog.py"/>
        <source>loops</source>
        <translation>按循环</translation>
    </message>
    <message>
        <location filename="../../app/ui/settings_dialog.py"/>
        <source>modules and loops</source>
        <translation>按模块和循环</translation>
    </message>
    <message>
        <location filename="../../app/ui/settings_dialog.py"/>
        <source>source lines</source>
        <translation>按源代码行</translation>
    </message>
    <message>
        <location filename="../../app/ui/settings_dialog.py"/>
        <source>to the right</source>
        <translation>朝右</translation>
    </message>
    <message>
        <location filename="../../app/ui/settings_dialog.py"/>
        <source>{wanted}; default {default}</source>
        <translation>{wanted}；默认 {default}</translation>
    </message>
    <message>
        <location filename="../../app/ui/start_page.py"/>
        <source>Lessons</source>
        <translation>课程列表</translation>
    </message>
    <message>
        <location filename="../../app/ui/start_page.py"/>
        <source>New</source>
        <translation>新建</translation>
    </message>
    <message>
        <location filename="../../app/ui/start_page.py"/>
        <source>No run yet.</source>
        <translation>尚未运行。</translation>
    </message>
    <message>
        <location filename="../../app/ui/start_page.py"/>
        <source>Open…</source>
        <translation>打开…</translation>
    </message>
    <message>
        <location filename="../../app/ui/start_page.py"/>
        <source>Programs that you open or save are listed here.</source>
        <translation>你打开或保存的程序会列在这里。</translation>
    </message>
    <message>
        <location filename="../../app/ui/start_page.py"/>
        <source>Recent</source>
        <translation>最近</translation>
    </message>
    <message>
        <location filename="../../app/ui/start_page.py"/>
        <source>Run PyTorch code, then step through every value and every gradient, forwards and back.</source>
        <translation>运行 PyTorch 代码，然后向前向后逐步查看每个值和每个梯度。</translation>
    </message>
    <message>
        <location filename="../../app/ui/start_page.py"/>
        <source>Start page</source>
        <translation>起始页</translation>
    </message>
    <message>
        <location filename="../../app/ui/start_page.py"/>
        <source>The tape of a run will lie here, one block a step.</source>
        <translation>运行的记录带会铺在这里，一步一块。</translation>
    </message>
    <message>
        <location filename="../../app/ui/start_page.py"/>
        <source>Watch backprop happen</source>
        <translation>看见反向传播</translation>
    </message>
    <message>
        <location filename="../../app/ui/start_page.py"/>
        <source>all commands</source>
        <translation>所有命令</translation>
    </message>
    <message>
        <location filename="../../app/ui/start_page.py"/>
        <source>open</source>
        <translation>打开</translation>
    </message>
    <message>
        <location filename="../../app/ui/start_page.py"/>
        <source>open, press F5, then F10 to step</source>
        <translation>打开后按 F5，再按 F10 步进</translation>
    </message>
    <message>
        <location filename="../../app/ui/start_page.py"/>
        <source>run</source>
        <translation>运行</translation>
    </message>
    <message>
        <location filename="../../app/ui/start_parts.py"/>
        <source>Drop a .py or .ipynb here</source>
        <translation>把 .py 或 .ipynb 拖到这里</translation>
    </message>
    <message>
        <location filename="../../app/ui/start_parts.py"/>
        <source>Drop a .py or .ipynb here, or press to open one</source>
        <translation>把 .py 或 .ipynb 拖到这里，或按下以打开</translation>
    </message>
    <message>
        <location filename="../../app/ui/start_parts.py"/>
        <source>Lesson {number}: {title}. {line}</source>
        <translation>第 {number} 课：{title}。{line}</translation>
    </message>
    <message>
        <location filename="../../app/ui/start_parts.py"/>
        <source>Open {name}</source>
        <translation>打开 {name}</translation>
    </message>
    <message>
        <location filename="../../app/ui/start_parts.py"/>
        <source>Start here</source>
        <translation>从这里开始</translation>
    </message>
    <message>
        <location filename="../../app/ui/start_parts.py"/>
        <source>d MMM yyyy</source>
        <translation>yyyy年M月d日</translation>
    </message>
    <message>
        <location filename="../../app/ui/start_parts.py"/>
        <source>just now</source>
        <translation>刚刚</translation>
    </message>
    <message>
        <location filename="../../app/ui/start_parts.py"/>
        <source>or paste code: &gt;&gt;&gt; and In [1]: prompts are dropped</source>
        <translation>或粘贴代码：会去掉 &gt;&gt;&gt; 和 In [1]: 提示符</translation>
    </message>
    <message>
        <location filename="../../app/ui/start_parts.py"/>
        <source>yesterday</source>
        <translation>昨天</translation>
    </message>
    <message>
        <location filename="../../app/ui/start_parts.py"/>
        <source>{count} hour ago</source>
        <translation>{count} 小时前</translation>
    </message>
    <message>
        <location filename="../../app/ui/start_parts.py"/>
        <source>{count} hours ago</source>
        <translation>{count} 小时前</translation>
    </message>
    <message>
        <location filename="../../app/ui/start_parts.py"/>
        <source>{count} steps</source>
        <translation>{count} 步</translation>
    </message>
    <message>
        <location filename="../../app/ui/start_parts.py"/>
        <source>{minutes:.0f} min ago</source>
        <translation>{minutes:.0f} 分钟前</translation>
    </message>
    <message>
        <location filename="../../app/ui/status_bar.py"/>
        <source>Go to step (Ctrl+G)</source>
        <translation>转到指定步（Ctrl+G）</translation>
    </message>
    <message>
        <location filename="../../app/ui/status_bar.py"/>
        <source>Ln {line}, Col {column}</source>
        <translation>行 {line}，列 {column}</translation>
    </message>
    <message>
        <location filename="../../app/ui/status_bar.py"/>
        <source>Your code runs on Retrograd's own NumPy core, which answers to the name torch</source>
        <translation>你的代码运行在 Retrograd 自己的 NumPy 核心上，它以 torch 之名应答</translation>
    </message>
    <message>
        <location filename="../../app/ui/status_bar.py"/>
        <source>Zoom to 100 %</source>
        <translation>缩放到 100 %</translation>
    </message>
    <message>
        <location filename="../../app/ui/status_bar.py"/>
        <source>backward call {call:,}</source>
        <translation>第 {call:,} 次 backward()</translation>
    </message>
    <message>
        <location filename="../../app/ui/status_bar.py"/>
        <source>iteration {number:,} of {count:,}</source>
        <translation>第 {number:,} 次迭代，共 {count:,} 次</translation>
    </message>
    <message>
        <location filename="../../app/ui/status_bar.py"/>
        <source>node {done:,} of {count:,}</source>
        <translation>节点 {done:,}/{count:,}</translation>
    </message>
    <message>
        <location filename="../../app/ui/status_bar.py"/>
        <source>torch API on NumPy</source>
        <translation>基于 NumPy 的 torch API</translation>
    </message>
    <message>
        <location filename="../../app/ui/timeline.py"/>
        <source>Step {step}: {words}</source>
        <translation>第 {step} 步：{words}</translation>
    </message>
    <message>
        <location filename="../../app/ui/timeline.py"/>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <location filename="../../app/ui/timeline.py"/>
        <source>step {step} of {count}</source>
        <translation>第 {step} 步，共 {count} 步</translation>
    </message>
    <message>
        <location filename="../../app/ui/timeline_paint.py"/>
        <source>iteration {number}</source>
        <translation>第 {number} 次迭代</translation>
    </message>
    <message>
        <location filename="../../app/ui/toolbar.py"/>
        <source>Doctor</source>
        <translation>诊断</translation>
    </message>
    <message>
        <location filename="../../app/ui/toolbar.py"/>
        <source>Doctor, {said}</source>
        <translation>诊断，{said}</translation>
    </message>
    <message>
        <location filename="../../app/ui/toolbar.py"/>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <location filename="../../app/ui/toolbar.py"/>
        <source>Present</source>
        <translation>讲课</translation>
    </message>
    <message>
        <location filename="../../app/ui/toolbar.py"/>
        <source>Theme: as the system, light or dark</source>
        <translation>主题：跟随系统、浅色或深色</translation>
    </message>
    <message>
        <location filename="../../app/ui/toolbar.py"/>
        <source>Toolbar</source>
        <translation>工具栏</translation>
    </message>
    <message>
        <location filename="../../app/ui/toolbar.py"/>
        <source>nothing found</source>
        <translation>没有发现问题</translation>
    </message>
    <message>
        <location filename="../../app/ui/transport.py"/>
        <source>Doctor: {finding}</source>
        <translation>诊断：{finding}</translation>
    </message>
    <message>
        <location filename="../../app/ui/transport.py"/>
        <source>Follow</source>
        <translation>跟随</translation>
    </message>
    <message>
        <location filename="../../app/ui/transport.py"/>
        <source>Keep the cursor at the newest event while the program runs</source>
        <translation>程序运行时让游标停在最新的事件</translation>
    </message>
    <message>
        <location filename="../../app/ui/transport.py"/>
        <source>Micro</source>
        <translation>微步</translation>
    </message>
    <message>
        <location filename="../../app/ui/transport.py"/>
        <source>Pause playing</source>
        <translation>暂停播放</translation>
    </message>
    <message>
        <location filename="../../app/ui/transport.py"/>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <location filename="../../app/ui/transport.py"/>
        <source>Speed of playing: {count:g} step a second</source>
        <translation>播放速度：每秒 {count:g} 步</translation>
    </message>
    <message>
        <location filename="../../app/ui/transport.py"/>
        <source>Speed of playing: {count:g} steps a second</source>
        <translation>播放速度：每秒 {count:g} 步</translation>
    </message>
    <message>
        <location filename="../../app/ui/transport.py"/>
        <source>micro</source>
        <translation>微步</translation>
    </message>
    <message>
        <location filename="../../app/ui/transport.py"/>
        <source>next backward()</source>
        <translation>下一次 backward()</translation>
    </message>
    <message>
        <location filename="../../app/ui/transport.py"/>
        <source>{times}   {count:g} step a second</source>
        <translation>{times}   每秒 {count:g} 步</translation>
    </message>
    <message>
        <location filename="../../app/ui/transport.py"/>
        <source>{times}   {count:g} steps a second</source>
        <translation>{times}   每秒 {count:g} 步</translation>
    </message>
    <message>
        <location filename="../../app/ui/views.py"/>
        <source>Console</source>
        <translation>控制台</translation>
    </message>
    <message>
        <location filename="../../app/ui/views.py"/>
        <source>Lesson</source>
        <translation>课程</translation>
    </message>
    <message>
        <location filename="../../app/ui/views.py"/>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <location filename="../../app/ui/watch_panel.py"/>
        <source>Nothing is watched yet. Type a tensor or an expression below, such as w.grad.norm() / w.norm(), or select a tensor and press Ctrl+Alt+W.</source>
        <translation>还没有观察任何内容。在下面输入张量或表达式，例如 w.grad.norm() / w.norm()，或选择一个张量后按 Ctrl+Alt+W。</translation>
    </message>
    <message>
        <location filename="../../app/ui/watch_panel.py"/>
        <source>Watch something</source>
        <translation>观察内容</translation>
    </message>
    <message>
        <location filename="../../app/ui/watch_panel.py"/>
        <source>Watch: w.grad.norm()</source>
        <translation>观察：w.grad.norm()</translation>
    </message>
    <message>
        <location filename="../../app/ui/watch_panel.py"/>
        <source>grad {grad}</source>
        <translation>grad {grad}</translation>
    </message>
    <message>
        <location filename="../../app/ui/watch_panel.py"/>
        <source>written at step {step:,}</source>
        <translation>写于第 {step:,} 步</translation>
    </message>
    <message>
        <location filename="../../app/ui/whatif_bar.py"/>
        <source>Back to the recorded numbers</source>
        <translation>回到录下的数值</translation>
    </message>
    <message>
        <location filename="../../app/ui/whatif_bar.py"/>
        <source>Leave</source>
        <translation>离开假设</translation>
    </message>
    <message>
        <location filename="../../app/ui/whatif_bar.py"/>
        <source>Rest of the run</source>
        <translation>运行的其余部分</translation>
    </message>
    <message>
        <location filename="../../app/ui/whatif_bar.py"/>
        <source>Run the program again with these numbers put in here, and mark all that differs from then on</source>
        <translation>把这些数值放到这里，重新运行程序，并标出此后所有不同之处</translation>
    </message>
    <message>
        <location filename="../../app/ui/whatif_bar.py"/>
        <source>Stop running ({percent} %)</source>
        <translation>停止运行（{percent} %）</translation>
    </message>
    <message>
        <location filename="../../app/ui/whatif_bar.py"/>
        <source>Supposed numbers</source>
        <translation>假设的数值</translation>
    </message>
    <message>
        <location filename="../../app/ui/whatif_control.py"/>
        <source>It has no numbers that could be others here.</source>
        <translation>它在这里没有可以假设的数值。</translation>
    </message>
    <message>
        <location filename="../../app/ui/whatif_control.py"/>
        <source>No number of backward call {call} is another one.</source>
        <translation>第 {call} 次 backward 中没有数值改变。</translation>
    </message>
    <message>
        <location filename="../../app/ui/whatif_control.py"/>
        <source>Select a tensor or a node first: its numbers are supposed otherwise.</source>
        <translation>请先选择一个张量或节点：为它假设别的数值。</translation>
    </message>
    <message>
        <location filename="../../app/ui/whatif_control.py"/>
        <source>The program could not be run again.</source>
        <translation>程序无法重新运行。</translation>
    </message>
    <message>
        <location filename="../../app/ui/whatif_control.py"/>
        <source>The program did not do the same again: it differs from line {line} on, before these numbers are put in. Set a seed for all random numbers, and take out what depends on time.</source>
        <translation>程序这次做的不一样：在放入这些数值之前，从第 {line} 行起就不同了。请为所有随机数设定种子，并去掉依赖时间的部分。</translation>
    </message>
    <message>
        <location filename="../../app/ui/whatif_control.py"/>
        <source>The program ran again, but did not come to this place.</source>
        <translation>程序重新运行了，但没有到达这个位置。</translation>
    </message>
    <message>
        <location filename="../../app/ui/whatif_control.py"/>
        <source>The program still runs: wait until it has ended, or stop it.</source>
        <translation>程序还在运行：请等它结束，或停止它。</translation>
    </message>
    <message>
        <location filename="../../app/ui/whatif_control.py"/>
        <source>The program waits for input, so it cannot be run again by itself.</source>
        <translation>程序在等待输入，所以无法自动重新运行。</translation>
    </message>
    <message>
        <location filename="../../app/ui/whatif_control.py"/>
        <source>The program was run again, and hit a limit of runs (settings: limits).</source>
        <translation>程序重新运行时达到了运行的上限（设置：上限）。</translation>
    </message>
    <message>
        <location filename="../../app/ui/whatif_control.py"/>
        <source>The same numbers as recorded.</source>
        <translation>与录下的数值相同。</translation>
    </message>
    <message>
        <location filename="../../app/ui/whatif_control.py"/>
        <source>These numbers cannot be taken: {reason}.</source>
        <translation>不能采用这些数值：{reason}。</translation>
    </message>
    <message>
        <location filename="../../app/ui/whatif_control.py"/>
        <source>This cannot be computed again: {reason}.</source>
        <translation>无法重新计算：{reason}。</translation>
    </message>
    <message>
        <location filename="../../app/ui/whatif_control.py"/>
        <source>This cannot be computed from the tape: {reason}. “Rest of the run” runs the program again instead.</source>
        <translation>无法从记录算出：{reason}。“运行的其余部分”会改为重新运行程序。</translation>
    </message>
    <message>
        <location filename="../../app/ui/whatif_control.py"/>
        <source>What if {name} is</source>
        <translation>如果 {name} 是</translation>
    </message>
    <message>
        <location filename="../../app/ui/whatif_control.py"/>
        <source>What if, in backward call {number}</source>
        <translation>如果在第 {number} 次 backward() 中</translation>
    </message>
    <message>
        <location filename="../../app/ui/whatif_control.py"/>
        <source>one number for all {count} elements, or [0] = number for one</source>
        <translation>一个数用于全部 {count} 个元素，或用 [0] = 数 只改一个</translation>
    </message>
    <message>
        <location filename="../../app/ui/whatif_control.py"/>
        <source>the run with another {name}</source>
        <translation>换了 {name} 的运行</translation>
    </message>
    <message>
        <location filename="../../app/ui/whatif_control.py"/>
        <source>{count:,} event of backward call {call} has other numbers, marked ≠.</source>
        <translation>第 {call} 次 backward 中有 {count:,} 个事件的数值不同，标为 ≠。</translation>
    </message>
    <message>
        <location filename="../../app/ui/whatif_control.py"/>
        <source>{count:,} events of backward call {call} have other numbers, marked ≠.</source>
        <translation>第 {call} 次 backward 中有 {count:,} 个事件的数值不同，标为 ≠。</translation>
    </message>
</context>
</TS>
