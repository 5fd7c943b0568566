/** Answers as models write them, each with the tree it must become (`sketch`). Checked by hand, line by line. */
export interface Answer {
	name: string;
	text: string;
	tree: string;
}

export const answers: readonly Answer[] = [
	{
		name: '粗体紧挨中文标点',
		text: '**“粗体”**后面，**注意：**请先备份。这是**重点**，不是**“次要”**。',
		tree: 'p(strong(“粗体”)后面，strong(注意：)请先备份。这是strong(重点)，不是strong(“次要”)。)'
	},
	{
		name: 'emphasis in Latin',
		text: 'This is *important*, **very** important and ***both***; snake_case_name stays, 2*3*4 too? `a*b`',
		tree: 'p(This is em(important), strong(very) important and em(strong(both)); snake_case_name stays, 2*3*4 too? code(a*b))'
	},
	{
		name: 'Chinese emphasis',
		text: '请*务必*先备份，再__升级__。',
		tree: 'p(请em{han}(务必)先备份，再strong(升级)。)'
	},
	{
		name: 'strikethrough',
		text: '价格 ~~100 元~~ 80 元，有效期 3~5 天。',
		tree: 'p(价格 del(100 元) 80 元，有效期 3~5 天。)'
	},
	{
		name: 'inline formulas beside Chinese',
		text: '设$x>0$，则$\\sqrt{x}$存在。当$a<b$且$b<c$时，$a<c$（传递性）。',
		tree: 'p(设$x>0$，则$\\sqrt{x}$存在。当$a<b$且$b<c$时，$a<c$（传递性）。)'
	},
	{
		name: 'money stays text',
		text: 'It costs $5 and $6 per month; $100-$200 in total, or US$20.',
		tree: 'p(It costs $5 and $6 per month; $100-$200 in total, or US$20.)'
	},
	{
		name: '中文里的价格',
		text: '套餐 $20/月，$200/年；汇率 1 美元 = ¥7.2。',
		tree: 'p(套餐 $20/月，$200/年；汇率 1 美元 = ¥7.2。)'
	},
	{
		name: 'price and formula',
		text: '单价 $5，总价 $y = 5x$，共 $30。',
		tree: 'p(单价 $5，总价 $y = 5x$，共 $30。)'
	},
	{
		name: 'shell names',
		text: 'Set $HOME and $PATH, then run echo $USER.',
		tree: 'p(Set $HOME and $PATH, then run echo $USER.)'
	},
	{
		name: 'spaced dollars',
		text: '已知 $ x^2 + 1 = 0 $，求 $ x $。',
		tree: 'p(已知 $x^2 + 1 = 0$，求 $x$。)'
	},
	{
		name: 'parentheses delimiters',
		text: '由\\(E=mc^2\\)可得\\(m = \\frac{E}{c^2}\\)。',
		tree: 'p(由$E=mc^2$可得$m = \\frac{E}{c^2}$。)'
	},
	{
		name: 'display in a line',
		text: '即$$a^2+b^2=c^2$$成立。',
		tree: 'p(即$$a^2+b^2=c^2$$成立。)'
	},
	{
		name: 'display block',
		text: '公式如下：\n$$\n\\int_0^1 x^2\\,dx = \\frac13\n$$\n所以面积是三分之一。',
		tree: 'p(公式如下：)$$\\int_0^1 x^2\\,dx = \\frac13$$p(所以面积是三分之一。)'
	},
	{
		name: 'display on one line',
		text: '$$ x = \\frac{-b \\pm \\sqrt{b^2-4ac}}{2a} $$',
		tree: '$$x = \\frac{-b \\pm \\sqrt{b^2-4ac}}{2a}$$'
	},
	{
		name: 'display with a stop',
		text: '$$\ne^{i\\pi}+1=0\n$$。\n\n证毕。',
		tree: '$$e^{i\\pi}+1=0\\text{。}$$p(证毕。)'
	},
	{
		name: 'bracket display',
		text: '解：\n\\[\nx_1 = 2, \\quad x_2 = 3\n\\]\n检验无误。',
		tree: 'p(解：)$$x_1 = 2, \\quad x_2 = 3$$p(检验无误。)'
	},
	{
		name: 'bare environment',
		text: '推导：\n\n\\begin{align}\na &= b + c \\\\\n  &= d\n\\end{align}\n\n完毕。',
		tree: 'p(推导：)$$\\begin{align}\na &= b + c \\\\\n  &= d\n\\end{align}$$p(完毕。)'
	},
	{
		name: 'environment in a line',
		text: '矩阵 \\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix} 的行列式是 $-2$。',
		tree: 'p(矩阵 $$\\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}$$ 的行列式是 $-2$。)'
	},
	{
		name: 'nested environments',
		text: '\\begin{equation}\n\\begin{cases} x & x>0 \\\\ -x & x \\le 0 \\end{cases}\n\\end{equation}',
		tree: '$$\\begin{equation}\n\\begin{cases} x & x>0 \\\\ -x & x \\le 0 \\end{cases}\n\\end{equation}$$'
	},
	{
		name: 'formula in a list',
		text: "1. 先求导：$f'(x)=2x$\n2. 令其为零：\n   $$\n   2x = 0\n   $$\n3. 得 $x=0$。",
		tree: "ol(li(p(先求导：$f'(x)=2x$))li(p(令其为零：)$$2x = 0$$)li(p(得 $x=0$。)))"
	},
	{
		name: 'formula in a table',
		text: '| 量 | 式 | 值 |\n|---|---|---|\n| 模 | $|z|$ | 5 |\n| 条件 | $P(A|B)$ | 0.3 |\n| 价 | $5 | $6 |',
		tree: 'table(thead(tr(th(量)th(式)th{align=right}(值)))tbody(tr(td(模)td($|z|$)td{align=right}(5))tr(td(条件)td($P(A|B)$)td{align=right}(0.3))tr(td(价)td($5)td{align=right}($6))))'
	},
	{
		name: 'blank line inside display',
		text: '$$\n\\begin{aligned}\na &= 1 \\\\\n\nb &= 2\n\\end{aligned}\n$$',
		tree: '$$\\begin{aligned}\na &= 1 \\\\\n\nb &= 2\n\\end{aligned}$$'
	},
	{
		name: 'chemistry',
		text: '反应式：$\\ce{2H2 + O2 -> 2H2O}$，标况。',
		tree: 'p(反应式：$\\ce{2H2 + O2 -> 2H2O}$，标况。)'
	},
	{
		name: 'escaped brackets',
		text: '参见 \\[1\\] 与 \\[链接\\](不是链接)。',
		tree: 'p(参见 [1] 与 [链接](不是链接)。)'
	},
	{
		name: 'escaped dollar',
		text: '价格是 \\$5，不是 $5$。',
		tree: 'p(价格是 $5，不是 $5$。)'
	},
	{
		name: 'formula with stars',
		text: '$a*b*c$ 与 $x_1, x_2$，$\\{1,2\\}$。',
		tree: 'p($a*b*c$ 与 $x_1, x_2$，$\\{1,2\\}$。)'
	},
	{
		name: 'unclosed display',
		text: '$$\nx = 1',
		tree: '$$x = 1…'
	},
	{
		name: 'process id',
		text: "$$ is the shell's own id.\n\nUse it with care.",
		tree: "p($$ is the shell's own id.)p(Use it with care.)"
	},
	{
		name: 'headings',
		text: '# 标题一\n\n## 标题二\n正文\n\n### 三 `code`\n\n###### 六',
		tree: 'h1(标题一)h2(标题二)p(正文)h3(三 code(code))h6(六)'
	},
	{
		name: 'rule under a paragraph',
		text: '第一段\n---\n第二段\n\n***\n\n第三段',
		tree: 'p(第一段)hr()p(第二段)hr()p(第三段)'
	},
	{
		name: 'line breaks',
		text: '床前明月光，\n疑是地上霜。  \n举头望明月，\\\n低头思故乡。',
		tree: 'p(床前明月光，br()疑是地上霜。br()举头望明月，br()低头思故乡。)'
	},
	{
		name: 'nested lists',
		text: '- 一\n  - 一之一\n    - 一之一之一\n  - 一之二\n- 二\n\n  二的第二段\n- 三',
		tree: 'ul(li(p(一)ul(li(p(一之一)ul(li(p(一之一之一))))li(p(一之二))))li(p(二)p(二的第二段))li(p(三)))'
	},
	{
		name: 'ordered list with code',
		text: '1. 安装：\n\n   ```bash\n   ./hearth run\n   ```\n\n2. 打开浏览器\n3. 注册',
		tree: 'ol(li(p(安装：)code:bash[./hearth run])li(p(打开浏览器))li(p(注册)))'
	},
	{
		name: 'ordered list from five',
		text: '5. five\n6. six',
		tree: 'ol{start=5}(li(p(five))li(p(six)))'
	},
	{
		name: 'mixed lists',
		text: '1. **准备**\n   - 数据\n   - 模型\n2. **训练**\n   1. 预热\n   2. 正式',
		tree: 'ol(li(p(strong(准备))ul(li(p(数据))li(p(模型))))li(p(strong(训练))ol(li(p(预热))li(p(正式)))))'
	},
	{
		name: 'star list and bold',
		text: '* **成本**：低\n* **速度**：快\n\n**总结**：可以。',
		tree: 'ul(li(p(strong(成本)：低))li(p(strong(速度)：快)))p(strong(总结)：可以。)'
	},
	{
		name: 'task list',
		text: '- [x] 备份\n- [ ] 升级\n  - [X] 子任务\n- [链接](https://e.example)',
		tree: 'ul(li{tasks}(p(task{checked}()备份))li{tasks}(p(task{checked=false}()升级)ul(li{tasks}(p(task{checked}()子任务))))li(p(a{href=https://e.example/}(链接))))'
	},
	{
		name: 'loose and tight items',
		text: '- a\n- b\n\n- c\n\n\n- d',
		tree: 'ul(li(p(a))li(p(b))li(p(c))li(p(d)))'
	},
	{
		name: 'quote',
		text: '> 引用一\n> 引用二\n>\n> > 嵌套\n\n正文',
		tree: 'blockquote(p(引用一br()引用二)blockquote(p(嵌套)))p(正文)'
	},
	{
		name: 'alerts',
		text: '> [!NOTE]\n> 说明文字\n\n> [!WARNING]\n> **小心**：\n> - 一\n> - 二',
		tree: 'alert{kind=note}(p(说明文字))alert{kind=warning}(p(strong(小心)：)ul(li(p(一))li(p(二))))'
	},
	{
		name: 'unknown alert',
		text: '> [!FOO]\n> x',
		tree: 'blockquote(p([!FOO]br()x))'
	},
	{
		name: 'table',
		text: '| 名称 | 数量 | 备注 |\n|---|---|---|\n| 苹果 | 1,200 | 新鲜 |\n| 梨 | 85 | — |',
		tree: 'table(thead(tr(th(名称)th{align=right}(数量)th(备注)))tbody(tr(td(苹果)td{align=right}(1,200)td(新鲜))tr(td(梨)td{align=right}(85)td(—))))'
	},
	{
		name: 'table numbers',
		text: '| Model | Score | Price | Note |\n| :-- | --- | --- | --- |\n| a | 92.5% | $1.20 | 1 |\n| b | 87% | $0.80 | best |\n| c | n/a | - | 2 |',
		tree: 'table(thead(tr(th{align=left}(Model)th{align=right}(Score)th{align=right}(Price)th(Note)))tbody(tr(td{align=left}(a)td{align=right}(92.5%)td{align=right}($1.20)td(1))tr(td{align=left}(b)td{align=right}(87%)td{align=right}($0.80)td(best))tr(td{align=left}(c)td{align=right}(n/a)td{align=right}(-)td(2))))'
	},
	{
		name: 'table alignment given',
		text: '| a | b | c |\n|:--|:-:|--:|\n| 1 | 2 | 3 |',
		tree: 'table(thead(tr(th{align=left}(a)th{align=center}(b)th{align=right}(c)))tbody(tr(td{align=left}(1)td{align=center}(2)td{align=right}(3))))'
	},
	{
		name: 'table after a paragraph',
		text: '对比如下：\n| a | b |\n|---|---|\n| 1 | 2 |\n以上。',
		tree: 'p(对比如下：)table(thead(tr(th(a)th{align=right}(b)))tbody(tr(td(1)td{align=right}(2))))p(以上。)'
	},
	{
		name: 'table with marks',
		text: '| 键 | 值 |\n|---|---|\n| `a\\|b` | **粗**<br>第二行 |\n| [x](https://e.example) | ~~d~~ |',
		tree: 'table(thead(tr(th(键)th(值)))tbody(tr(td(code(a|b))td(strong(粗)br()第二行))tr(td(a{href=https://e.example/}(x))td(del(d)))))'
	},
	{
		name: 'fence',
		text: '```python\nprint("hi")\n\n# end\n```\n后文',
		tree: 'code:python[print("hi")\n\n# end]p(后文)'
	},
	{
		name: 'fence without language',
		text: '```\nplain <b>text</b>\n```',
		tree: 'code:[plain <b>text</b>]'
	},
	{
		name: 'fence of tildes with ticks',
		text: '~~~md\n```js\n1\n```\n~~~',
		tree: 'code:md[```js\n1\n```]'
	},
	{
		name: 'longer fence',
		text: '````md\n```js\nx\n```\n````',
		tree: 'code:md[```js\nx\n```]'
	},
	{
		name: 'unclosed fence',
		text: '说明：\n```ts\nconst a = 1;\n',
		tree: 'p(说明：)code:ts…[const a = 1;]'
	},
	{
		name: 'fence info',
		text: '```js {1,3} title="x"\n1\n```\n\n```c++\nint a;\n```',
		tree: 'code:js[1]code:c++[int a;]'
	},
	{
		name: 'mermaid',
		text: '流程：\n\n```mermaid\nflowchart LR\n  A --> B\n```',
		tree: 'p(流程：)code:mermaid[flowchart LR\n  A --> B]'
	},
	{
		name: 'inline code',
		text: '运行 `npm run build`，或 ``a`b``，`<b>`。',
		tree: 'p(运行 code(npm run build)，或 code(a`b)，code(<b>)。)'
	},
	{
		name: 'links',
		text: '[官网](https://example.com) 与 [邮件](mailto:a@example.com)，[相对](./a.md)，[锚点](#x)，[脚本](javascript:alert(1))',
		tree: 'p(a{href=https://example.com/}(官网) 与 a{href=mailto:a@example.com}(邮件)，相对，锚点，脚本)'
	},
	{
		name: 'link with title and marks',
		text: '[**粗** `码`](https://example.com/a_b "标题")',
		tree: 'p(a{href=https://example.com/a_b title=标题}(strong(粗) code(码)))'
	},
	{
		name: 'bare addresses',
		text: '见https://example.com/a?b=c&d=e，或 www.example.org。（https://example.com/x_(y)）发到a@example.com吧。',
		tree: 'p(见a{href=https://example.com/a?b=c&d=e}(https://example.com/a?b=c&d=e)，或 a{href=https://www.example.org/}(www.example.org)。（a{href=https://example.com/x_(y)}(https://example.com/x_(y))）发到a{href=mailto:a@example.com}(a@example.com)吧。)'
	},
	{
		name: 'Han in a path',
		text: '参考 https://zh.wikipedia.org/wiki/微积分 与 https://example.com获取。',
		tree: 'p(参考 a{href=https://zh.wikipedia.org/wiki/%E5%BE%AE%E7%A7%AF%E5%88%86}(https://zh.wikipedia.org/wiki/微积分) 与 a{href=https://example.com/}(https://example.com)获取。)'
	},
	{
		name: 'autolink',
		text: '<https://example.com/a> 与 <a@example.com>',
		tree: 'p(a{href=https://example.com/a}(https://example.com/a) 与 a{href=mailto:a@example.com}(a@example.com))'
	},
	{
		name: 'references',
		text: '见 [文档][doc] 与 [主页]。\n\n[doc]: https://example.com/doc "文档"\n[主页]: https://example.com',
		tree: 'p(见 a{href=https://example.com/doc title=文档}(文档) 与 a{href=https://example.com/}(主页)。)'
	},
	{
		name: 'reference defined between',
		text: '先 [a]，\n\n[a]: https://example.com/a\n\n后 [a]。',
		tree: 'p(先 a{href=https://example.com/a}(a)，)p(后 a{href=https://example.com/a}(a)。)'
	},
	{
		name: 'pictures',
		text: '![本地](/api/files/abc123) ![外部](https://cdn.example.org/x.png) ![内嵌](data:image/png;base64,iVBORw0KGgo=)',
		tree: 'p(img{src=/api/files/abc123 alt=本地}() a{href=https://cdn.example.org/x.png}(外部 (cdn.example.org)) img{src=data:image/png;base64,iVBORw0KGgo= alt=内嵌}())'
	},
	{
		name: 'footnotes',
		text: '结论一[^1]，结论二[^note]。\n\n[^1]: 来源 **甲**。\n[^note]: 来源乙\n    续行',
		tree: 'p(结论一note-mark{label=1}()，结论二note-mark{label=note}()。)note{label=1}(p(来源 strong(甲)。))note{label=note}(p(来源乙br()续行))'
	},
	{
		name: 'pattern, not a footnote',
		text: '正则 [^a-z] 匹配非小写。',
		tree: 'p(正则 [^a-z] 匹配非小写。)'
	},
	{
		name: 'HTML is text',
		text: '<div align="center">x</div> <font color=red>红</font> a < b && c > d',
		tree: 'p(<div align="center">x</div> <font color=red>红</font> a < b && c > d)'
	},
	{
		name: 'HTML that is built',
		text: 'H<sub>2</sub>O，x<sup>2</sup>，按 <kbd>Ctrl</kbd>+<kbd>C</kbd>，一<br>二<br/>三',
		tree: 'p(Hsub(2)O，xsup(2)，按 kbd(Ctrl)+kbd(C)，一br()二br()三)'
	},
	{
		name: 'HTML unclosed',
		text: 'a <sub>b 与 c</sup> d',
		tree: 'p(a <sub>b 与 c</sup> d)'
	},
	{
		name: 'details',
		text: '<details>\n<summary>展开 **看**</summary>\n\n- 一\n- 二\n\n```js\n1\n```\n\n</details>\n\n后文',
		tree: 'details(summary(展开 strong(看))ul(li(p(一))li(p(二)))code:js[1])p(后文)'
	},
	{
		name: 'details on one line',
		text: '<details><summary>答案</summary>42</details>',
		tree: 'details(summary(答案)p(42))'
	},
	{
		name: 'entities',
		text: '&copy; 2024 &lt;b&gt; &amp; &nbsp;x &#x4F60;',
		tree: 'p(© 2024 <b> &  x 你)'
	},
	{
		name: 'indented Chinese paragraphs',
		text: '    首先，介绍背景。\n\n    其次，说明方法。',
		tree: 'p(首先，介绍背景。)p(其次，说明方法。)'
	},
	{
		name: 'numbers and units',
		text: '水温 88.6 °C，流量 10 km/h，内存 16 GB，共 3 个。',
		tree: 'p(水温 88.6 °C，流量 10 km/h，内存 16 GB，共 3 个。)'
	},
	{
		name: 'year at a line start',
		text: '发布时间：\n2024. 那一年\n2024年发布。',
		tree: 'p(发布时间：br()2024. 那一年br()2024年发布。)'
	},
	{
		name: 'citations',
		text: '毛利率上升[1]，净利率下降[2][3]。',
		tree: 'p(毛利率上升[1]，净利率下降[2][3]。)'
	},
	{
		name: 'windows line ends',
		text: '# a\r\n\r\n- b\r\n- c\r\n',
		tree: 'h1(a)ul(li(p(b))li(p(c)))'
	},
	{
		name: 'emoji and astral',
		text: '**👍好** 𠮷**“𠮷”**吧',
		tree: 'p(strong(👍好) 𠮷strong(“𠮷”)吧)'
	},
	{
		name: 'dashes and stars alone',
		text: '* * *\n\n- - -\n\n1\\. 不是列表\n\n+ 加号列表',
		tree: 'hr()hr()p(1. 不是列表)ul(li(p(加号列表)))'
	},
	{
		name: 'deepseek style answer',
		text: '### 解题思路\n\n我们设 $n$ 为总数，**则有**：\n\n1. **边界条件**：当 $n = 0$ 时，$f(0) = 1$；\n2. **递推关系**：$f(n) = f(n-1) + f(n-2)$，其中 $n \\geq 2$。\n\n---\n\n**答案**：$\\boxed{F_{n+1}}$',
		tree: 'h3(解题思路)p(我们设 $n$ 为总数，strong(则有)：)ol(li(p(strong(边界条件)：当 $n = 0$ 时，$f(0) = 1$；))li(p(strong(递推关系)：$f(n) = f(n-1) + f(n-2)$，其中 $n \\geq 2$。)))hr()p(strong(答案)：$\\boxed{F_{n+1}}$)'
	},
	{
		name: 'code review in English',
		text: "Here's what I'd change:\n\n1. **Avoid `any`** — use `unknown`:\n   ```ts\n   function parse(x: unknown): number {\n     return Number(x);\n   }\n   ```\n2. Handle `NaN`.\n\n> **Tip:** see https://example.com/docs.\n\nLet me know if you'd like more.",
		tree: "p(Here's what I'd change:)ol(li(p(strong(Avoid code(any)) — use code(unknown):)code:ts[function parse(x: unknown): number {\n  return Number(x);\n}])li(p(Handle code(NaN).)))blockquote(p(strong(Tip:) see a{href=https://example.com/docs}(https://example.com/docs).))p(Let me know if you'd like more.)"
	},
	{
		name: 'long zh answer',
		text: '## 部署步骤\n\n先确认环境：\n\n| 项目 | 要求 | 说明 |\n|---|---|---|\n| 内存 | ≥ 2 GB | 建议 4 GB |\n| 磁盘 | 10 GB | SSD |\n\n然后：\n\n```bash\nwget https://example.com/hearth.tar.gz\ntar xf hearth.tar.gz && cd hearth\n./hearth run\n```\n\n> [!TIP]\n> 端口被占用时用 `PORT=9000`。\n\n最后打开 http://127.0.0.1:8080，完成**首次设置**。',
		tree: 'h2(部署步骤)p(先确认环境：)table(thead(tr(th(项目)th{align=right}(要求)th(说明)))tbody(tr(td(内存)td{align=right}(≥ 2 GB)td(建议 4 GB))tr(td(磁盘)td{align=right}(10 GB)td(SSD))))p(然后：)code:bash[wget https://example.com/hearth.tar.gz\ntar xf hearth.tar.gz && cd hearth\n./hearth run]alert{kind=tip}(p(端口被占用时用 code(PORT=9000)。))p(最后打开 a{href=http://127.0.0.1:8080/}(http://127.0.0.1:8080)，完成strong(首次设置)。)'
	}
];
