/** The explorer: the access file, loaded, compiled and asked in the page itself. */
import "./noEval";
import { AccessError } from "../../model/findings";
import type { ExplorerData } from "../data";
import { askView } from "./askView";
import { differenceView } from "./differenceView";
import { code, h } from "./dom";
import { matrixView } from "./matrixView";
import { rulesView } from "./rulesView";
import { tryOutView } from "./tryOutView";
import { embedded, worldOf, type World } from "./world";

interface View {
  readonly id: string;
  readonly title: string;
  readonly make: (world: World) => HTMLElement;
}

const VIEWS: readonly View[] = [
  { id: "matrix", title: "Matrix", make: matrixView },
  { id: "ask", title: "Ask", make: askView },
  { id: "rules", title: "Rules and tokens", make: rulesView },
  { id: "changes", title: "Changes", make: differenceView },
];

/** What a page alone cannot do. */
const LIVE: View = { id: "try", title: "Try a token", make: tryOutView };

function start(): void {
  const data = embedded<ExplorerData>();
  try {
    show(worldOf(data));
  } catch (error) {
    if (!(error instanceof AccessError)) throw error;
    const [first = "", ...rest] = error.message.split("\n");
    document.body.append(h("main", {}, h("h1", {}, first), h("pre", { tabindex: 0 }, rest.join("\n"))));
  }
}

/** A view is made when it is first looked at. */
function show(world: World): void {
  const { access, data } = world;
  const made = new Map<string, HTMLElement>();
  const main = h("main", { id: "main", tabindex: -1 });
  const views = data.live === undefined ? VIEWS : [...VIEWS, LIVE];
  const links = views.map(({ id, title }) => h("a", { href: `#${id}` }, title));
  const open = () => {
    const view = views.find(({ id }) => `#${id}` === location.hash) ?? views[0]!;
    for (const [index, link] of links.entries()) {
      if (views[index] === view) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    if (!made.has(view.id)) made.set(view.id, view.make(world));
    main.replaceChildren(made.get(view.id)!);
  };
  const stack = data.stack === undefined ? "what exists in every stack" : ["stack ", code(data.stack)];
  document.body.append(
    h(
      "header",
      {},
      h("h1", {}, `Access of ${access.product}`),
      h("p", { class: "quiet" }, code(data.file.source), ", ", stack, ", audience ", code(access.audience)),
      data.live?.demoUrl !== undefined &&
        h(
          "p",
          {},
          h("a", { href: data.live.demoUrl }, "The demo application"),
          ": sign in, deactivate somebody, be challenged.",
        ),
      h(
        "nav",
        { "aria-label": "Views" },
        h(
          "ul",
          {},
          links.map((link) => h("li", {}, link)),
        ),
      ),
    ),
    main,
  );
  addEventListener("hashchange", open);
  open();
}

start();
