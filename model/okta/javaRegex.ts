/**
 * Okta's regular expressions are Java's. They are read here, and written again as JavaScript's with the same meaning; what
 * has no counterpart is refused by name, as not modelled, and is not called wrong. Source: java.util.regex.Pattern.
 */

/** A pattern that Java refuses (`invalid`), or one that Java takes and that has no counterpart here (`not-modelled`). */
export class PatternError extends Error {
  override readonly name = "PatternError";
  constructor(
    readonly kind: "invalid" | "not-modelled",
    message: string,
    /** Where in the pattern, counted from 0. */
    readonly at: number,
  ) {
    super(message);
  }
}

/**
 * The pattern as JavaScript has it. It matches whole texts, as Okta matches whole names of groups.
 *
 * @throws PatternError
 */
export function javaRegex(pattern: string): RegExp {
  try {
    const { source, flags } = new Reader(pattern).read();
    return new RegExp(`^(?:${source})$`, flags);
  } catch (failure) {
    if (!(failure instanceof SyntaxError)) throw failure;
    throw new PatternError("invalid", "is no regular expression", 0);
  }
}

/** Flags at the very beginning, `(?i)`, that both languages have. */
const FLAGS: ReadonlySet<string> = new Set(["i", "s"]);

/** Java's classes of ASCII characters, as the inside of a class. */
const POSIX: Readonly<Record<string, string>> = {
  Lower: "a-z",
  Upper: "A-Z",
  ASCII: "\\x00-\\x7F",
  Alpha: "a-zA-Z",
  Digit: "0-9",
  Alnum: "a-zA-Z0-9",
  Punct: "!-\\/:-@\\[-`\\{-~",
  Graph: "!-~",
  Print: " -~",
  Blank: " \\t",
  Cntrl: "\\x00-\\x1F\\x7F",
  XDigit: "0-9a-fA-F",
  Space: " \\t\\n\\x0B\\f\\r",
};

/** Properties of Unicode that both languages know, by Java's names behind `Is`. */
const BINARY: ReadonlySet<string> = new Set(["Alphabetic", "Ideographic", "Lowercase", "Uppercase", "White_Space"]);

/** Escapes that stand for a set of characters, as the inside of a class. */
const SETS: Readonly<Record<string, string>> = {
  d: "0-9",
  w: "a-zA-Z_0-9",
  s: " \\t\\n\\x0B\\f\\r",
  h: " \\t\\xA0\\u1680\\u180E\\u2000-\\u200A\\u202F\\u205F\\u3000",
  v: "\\n\\x0B\\f\\r\\x85\\u2028\\u2029",
};

const CONTROLS: Readonly<Record<string, string>> = { t: "\\t", n: "\\n", r: "\\r", f: "\\f", a: "\\x07", e: "\\x1B" };

const MAX_DEPTH = 50;

class Reader {
  private at = 0;
  private depth = 0;
  private groups = 0;
  /** `(?i)`: in Java it is about the letters A to Z alone, in JavaScript also about `É`, `ſ` and the Kelvin sign. */
  private ignoresCase = false;

  constructor(private readonly text: string) {}

  read(): { source: string; flags: string } {
    const flags = /^\(\?([a-zA-Z]+)\)/.exec(this.text)?.[1] ?? "";
    for (const flag of flags) if (!FLAGS.has(flag)) throw this.lacks(`the flag \`${flag}\``);
    if (flags !== "") this.at = flags.length + 3;
    this.ignoresCase = flags.includes("i");
    const source = this.alternatives();
    if (this.at < this.text.length) throw this.wrong("`)` closes nothing");
    return { source, flags: flags.includes("s") ? "us" : "u" };
  }

  private alternatives(): string {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) throw this.lacks(`nesting more than ${MAX_DEPTH} deep`);
    let source = this.sequence();
    while (this.take("|")) source += `|${this.sequence()}`;
    this.depth -= 1;
    return source;
  }

  private sequence(): string {
    let source = "";
    while (this.at < this.text.length && !"|)".includes(this.text[this.at]!)) source += this.atom() + this.quantifier();
    return source;
  }

  private atom(): string {
    const char = this.next();
    if (char === "(") return this.group();
    if (char === "[") return this.class();
    if (char === "\\") return this.escape();
    if (char === "." || char === "^" || char === "$") return char;
    if ("*+?".includes(char)) throw this.wrong(`\`${char}\` repeats nothing`, 1);
    if (char === "{") throw this.wrong("`{` repeats nothing; a brace itself is written `\\{`", 1);
    return this.literal(char);
  }

  /** A character outside a class, in both cases where the pattern tells none apart. */
  private literal(char: string): string {
    return this.ignoresCase && isLetter(char) ? `[${char.toLowerCase()}${char.toUpperCase()}]` : literal(char);
  }

  private quantifier(): string {
    const [found] = /^(?:[*+?]|\{\d+(?:,\d*)?\})/.exec(this.text.slice(this.at)) ?? [];
    if (found === undefined) return "";
    this.at += found.length;
    if (this.take("+")) throw this.lacks(`the possessive \`${found}+\``);
    return found + (this.take("?") ? "?" : "");
  }

  private group(): string {
    const start = this.at - 1;
    const [kind] = /^\?(?:<?[=!]|:|<[A-Za-z][A-Za-z0-9]*>)/.exec(this.text.slice(this.at)) ?? [];
    if (kind === undefined && this.text[this.at] === "?") {
      throw this.lacks(`the group \`${this.text.slice(start, this.at + 3)}\``);
    }
    this.at += kind?.length ?? 0;
    if (kind === undefined || /^\?<[A-Za-z]/.test(kind)) this.groups += 1;
    const inside = this.alternatives();
    if (!this.take(")")) throw this.wrong("`(` is never closed", this.at - start);
    return `(${kind ?? ""}${inside})`;
  }

  private escape(): string {
    const start = this.at - 1;
    const char = this.next("`\\` escapes nothing");
    if (char === "Q") return this.quoted();
    if (char === "A") return "^";
    if (char === "z") return "$";
    if (char === "b" || char === "B") return `\\${char}`;
    if (/[1-9]/.test(char)) {
      if (Number(char) > this.groups) throw this.lacks(`the reference \`\\${char}\` to a group that is not there`);
      if (this.ignoresCase) throw this.lacks(`the reference \`\\${char}\` in any case`);
      return `(?:\\${char})`;
    }
    if (char === "k") {
      const [name] = /^<[A-Za-z][A-Za-z0-9]*>/.exec(this.text.slice(this.at)) ?? [];
      if (name === undefined) throw this.wrong("`\\k` wants the name of a group, `\\k<name>`", this.at - start);
      if (this.ignoresCase) throw this.lacks(`the reference \`\\k${name}\` in any case`);
      this.at += name.length;
      return `\\k${name}`;
    }
    const set = this.set(char);
    if (set === undefined) {
      const one = this.character(char, start);
      return this.ignoresCase ? `[${inBothCases(one)}]` : one;
    }
    return set.negated ? `[^${set.inside}]` : `[${set.inside}]`;
  }

  private quoted(): string {
    const end = this.text.indexOf("\\E", this.at);
    const inside = this.text.slice(this.at, end === -1 ? undefined : end);
    this.at = end === -1 ? this.text.length : end + 2;
    return inside === "" ? "" : `(?:${[...inside].map((char) => this.literal(char)).join("")})`;
  }

  private class(): string {
    const start = this.at - 1;
    const negated = this.take("^");
    let inside = "";
    for (let first = true; first || !this.take("]"); first = false) {
      if (this.at >= this.text.length) throw this.wrong("`[` is never closed", this.at - start);
      if (this.text.startsWith("&&", this.at)) throw this.lacks("the intersection `&&`");
      const char = this.next();
      if (char === "[") throw this.lacks("a class within a class");
      inside += char === "\\" ? this.classEscape() : classLiteral(char, this.text[this.at] === "]" || inside === "");
    }
    return `[${negated ? "^" : ""}${this.ignoresCase ? inBothCases(inside) : inside}]`;
  }

  private classEscape(): string {
    const start = this.at - 1;
    const char = this.next("`\\` escapes nothing");
    const set = this.set(char);
    if (set === undefined) return char === "-" ? "\\-" : this.character(char, start);
    if (!set.negated) return set.inside;
    if (/^\\p\{[^}]*\}$/.test(set.inside)) return `\\P${set.inside.slice(2)}`;
    if ("DWS".includes(char) && char !== "S") return `\\${char}`;
    throw this.lacks(`\`\\${char}\` within a class`);
  }

  /** A set of characters that an escape names. */
  private set(char: string): { inside: string; negated: boolean } | undefined {
    const lower = char.toLowerCase();
    if (lower === "p") return { inside: this.property(), negated: char === "P" };
    const inside = Object.hasOwn(SETS, lower) ? SETS[lower] : undefined;
    return inside === undefined ? undefined : { inside, negated: char !== lower };
  }

  private property(): string {
    const [whole, long, short] = /^(?:\{([A-Za-z_]+)\}|([A-Z]))/.exec(this.text.slice(this.at)) ?? [];
    if (whole === undefined) throw this.lacks("this property of Unicode");
    this.at += whole.length;
    const name = long ?? short!;
    // Which properties Java takes in both cases differs by its version.
    if (this.ignoresCase && /^(?:Is)?(?:Lower|Upper|L[ltu])/.test(name))
      throw this.lacks(`\`\\p{${name}}\` in any case`);
    if (Object.hasOwn(POSIX, name)) return POSIX[name]!;
    const bare = name.replace(/^Is/, "");
    if (/^(?:L[CltumoC]?|[MNPSZC][a-z]?)$/.test(bare)) return `\\p{${bare}}`;
    if (bare !== name && BINARY.has(bare)) return `\\p{${bare}}`;
    throw this.lacks(`the property \`${name}\``);
  }

  /** A single character behind a backslash. */
  private character(char: string, start: number): string {
    if (Object.hasOwn(CONTROLS, char)) return CONTROLS[char]!;
    if (char === "x" || char === "u") {
      const [whole, digits, braced] =
        (char === "x" ? /^(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]{1,6})\})/ : /^([0-9A-Fa-f]{4})/).exec(
          this.text.slice(this.at),
        ) ?? [];
      if (whole === undefined) throw this.wrong(`\`\\${char}\` wants hexadecimal digits`, this.at - start);
      this.at += whole.length;
      return `\\u{${digits ?? braced}}`;
    }
    if (/[0GZRXNc]/.test(char)) throw this.lacks(`\`\\${char}\``);
    if (isLetter(char)) throw this.wrong(`\`\\${char}\` means nothing`, this.at - start);
    return literal(char);
  }

  private next(missing = ""): string {
    const code = this.text.codePointAt(this.at);
    if (code === undefined) throw this.wrong(missing, 1);
    const char = String.fromCodePoint(code);
    this.at += char.length;
    return char;
  }

  private take(char: string): boolean {
    if (this.text[this.at] !== char) return false;
    this.at += 1;
    return true;
  }

  /** @param back how far before the place where reading has come to. */
  private wrong(message: string, back = 0): PatternError {
    return new PatternError("invalid", message, this.at - back);
  }

  private lacks(what: string): PatternError {
    return new PatternError("not-modelled", `${what} is not modelled here`, this.at);
  }
}

function isLetter(char: string): boolean {
  return /^[A-Za-z]$/.test(char);
}

/** The inside of a class with the other case of each letter from A to Z that it holds, found by asking it for each. */
function inBothCases(inside: string): string {
  const holds = new RegExp(`[${inside}]`, "u");
  const others = [..."abcdefghijklmnopqrstuvwxyz"].filter((low) => holds.test(low) !== holds.test(low.toUpperCase()));
  return inside + others.map((low) => low + low.toUpperCase()).join("");
}

function literal(char: string): string {
  return /[\^$\\.*+?()[\]{}|/]/.test(char) ? `\\${char}` : char;
}

/** Within a class, `-` stands for itself at either end and for a range between two characters. */
function classLiteral(char: string, atEnd: boolean): string {
  if (char === "-") return atEnd ? "\\-" : "-";
  return /[\^$\\.*+?()[\]{}|/]/.test(char) ? `\\${char}` : char;
}
