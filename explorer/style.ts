/** How the pages of the explorer look: light and dark, wide and narrow. */
export const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif;
  --page: #fff; --text: #1b1f27; --quiet: #4d5563; --line: #c3c9d4; --soft: #eef1f6; --key: #1d4fb8; --on-key: #fff;
  --yes: #d3efdd; --yes-text: #0d4a26; --plus: #fbe3b4; --plus-text: #5c3a00; --bad: #a3201a; --good: #14693a; }
@media (prefers-color-scheme: dark) { :root {
  --page: #14171d; --text: #e8ebf1; --quiet: #aab3c2; --line: #3c4454; --soft: #1f242e; --key: #9dbbff; --on-key: #10203f;
  --yes: #143d27; --yes-text: #b9f0cd; --plus: #4a3508; --plus-text: #ffdf9c; --bad: #ff9a92; --good: #86dca7; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); }
main, header { max-width: 90rem; margin: 0 auto; padding: 0 1rem; }
header { padding-top: 1rem; }
main { padding-bottom: 3rem; }
h1 { font-size: 1.4rem; line-height: 1.25; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 1.25rem 0 .5rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 .35rem; }
p { margin: .35rem 0; max-width: 60rem; overflow-wrap: anywhere; }
a { color: var(--key); }
.quiet { color: var(--quiet); font-size: .9rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem; list-style: none; margin: .75rem 0 0; padding: 0; border-bottom: 1px solid var(--line); }
nav a { display: block; padding: .45rem .8rem; text-decoration: none; border-bottom: 3px solid transparent; color: var(--text); }
nav a[aria-current=page] { border-color: var(--key); font-weight: 600; }
:focus-visible { outline: 3px solid var(--key); outline-offset: 1px; }
.fields { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: end; margin: .5rem 0; }
.field { display: flex; flex-direction: column; font-size: .9rem; gap: .15rem; max-width: 100%; }
.tick { display: inline-flex; align-items: center; gap: .35rem; min-height: 2.1rem; font-size: .9rem; }
fieldset { border: 1px solid var(--line); border-radius: .4rem; margin: 0; padding: .2rem .7rem .4rem; min-width: 0; max-width: 100%; }
fieldset .all { display: flex; flex-wrap: wrap; gap: .1rem .9rem; max-height: 11rem; overflow: auto; }
fieldset label { flex-direction: row; align-items: center; display: inline-flex; gap: .35rem; min-height: 1.75rem; font-size: .9rem; overflow-wrap: anywhere; }
legend { font-size: .9rem; padding: 0 .3rem; }
input, select, button { font: inherit; color: inherit; max-width: 100%; }
input[type=search], input[type=text], input[type=number], select { background: var(--page); border: 1px solid var(--quiet); border-radius: .35rem; padding: .3rem .5rem; min-height: 2.1rem; }
input[type=checkbox] { width: 1.1rem; height: 1.1rem; accent-color: var(--key); flex: none; }
button { background: var(--soft); border: 1px solid var(--quiet); border-radius: .35rem; padding: .3rem .9rem; min-height: 2.1rem; cursor: pointer; }
button.main { background: var(--key); border-color: var(--key); color: var(--on-key); }
button:disabled { opacity: .6; cursor: default; }
code, pre { font-family: ui-monospace, monospace; font-size: .88rem; overflow-wrap: anywhere; }
pre { background: var(--soft); border-radius: .4rem; padding: .6rem .8rem; white-space: pre-wrap; margin: .35rem 0; max-height: 24rem; overflow: auto; }
.scroll { overflow: auto; max-width: 100%; max-height: 70vh; border: 1px solid var(--line); border-radius: .4rem; margin: .35rem 0 1rem; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .7rem; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; min-width: 5rem; }
thead th { position: sticky; top: 0; background: var(--soft); }
.card { border: 1px solid var(--line); border-left: .35rem solid var(--line); border-radius: .4rem; padding: .5rem .9rem; margin: .5rem 0; }
.good { border-left-color: var(--good); }
.bad { border-left-color: var(--bad); }
.grid { overflow: auto; position: relative; border: 1px solid var(--line); border-radius: .4rem; height: min(40rem, 80vh); font-size: .85rem; contain: strict; }
.grid [role=row] { position: absolute; left: 0; right: 0; }
.grid .heads { position: sticky; top: 0; z-index: 2; }
.grid .heads [role=row] { background: var(--soft); border-bottom: 1px solid var(--line); }
.grid .body { position: relative; }
.grid [role=rowheader], .grid .corner { position: sticky; left: 0; z-index: 1; background: var(--soft); border-right: 1px solid var(--line); padding: .2rem .5rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; display: inline-block; height: 100%; }
.grid .corner { z-index: 3; display: flex; align-items: end; white-space: normal; }
.grid .head { position: absolute; bottom: 0; writing-mode: vertical-rl; transform: rotate(180deg); padding: .4rem .1rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; display: flex; align-items: center; }
.grid .cell { position: absolute; top: 0; height: 100%; display: flex; align-items: center; justify-content: center; border-bottom: 1px solid var(--line); border-right: 1px solid var(--line); cursor: pointer; }
.grid .yes { background: var(--yes); color: var(--yes-text); }
.grid .plus { background: var(--plus); color: var(--plus-text); font-weight: 600; }
.grid .cell:focus-visible, .grid .head:focus-visible, .grid [role=rowheader]:focus-visible, .grid .corner:focus-visible { outline-offset: -3px; }
.yes-mark { background: var(--yes); color: var(--yes-text); padding: 0 .4rem; }
.plus-mark { background: var(--plus); color: var(--plus-text); padding: 0 .4rem; font-weight: 600; }
[hidden] { display: none !important; }
@media (max-width: 40rem) { main, header { padding-left: .6rem; padding-right: .6rem; } th, td { padding: .3rem .45rem; min-width: 8rem; } nav a { padding: .45rem .55rem; } }
`;
