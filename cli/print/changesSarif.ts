/** A review as SARIF: what is new among the findings, and a note where the access file widens something. */
import type { Finding } from "../../model/findings";
import { placesOf } from "../../model/ask";
import type * as Places from "../places";
import { differenceRows, listed } from "../../model/ask";
import type { Review } from "./review";
import { sarif } from "./sarif";

/** @param file the access file in the working tree, to whose lines the results belong. */
export function changesSarif({ difference }: Review, file: string): unknown {
  // The compiler, which reads the places, is large: only who asks for them waits for it.
  const { placesIn } = require("../places") as typeof Places;
  return sarif([...difference.findings, ...widenings(difference)], file, placesIn, "access diff");
}

function widenings(difference: Review["difference"]): Finding[] {
  const finding = (path: string, message: string): Finding => ({
    rule: "access-widened",
    level: "warning",
    path,
    message,
  });
  return [
    ...differenceRows(difference.widened).map(({ path, principals, client, what, change, sensitivity }) =>
      finding(path, `${listed(principals, 8)} at ${client}: ${what} (${change}; sensitivity ${sensitivity})`),
    ),
    ...placesOf(difference, "widened").flatMap(({ row, path, sensitivity }) =>
      row === undefined ? [finding(path, `opens more than before (sensitivity ${sensitivity})`)] : [],
    ),
  ];
}
