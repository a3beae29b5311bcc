// Preloaded by the commands of this program, and by a product's tests: ts-node, with esbuild in place of the TypeScript
// compiler, which takes three times as long to do the same. Types are checked by `npm test`. `pulumi up` uses ts-node with
// the compiler itself, and on the local cloud with this transpiler (`tsconfig.engine.json`).
//
// Why not `tsx`: it keeps what it has made in a folder of the machine's temporary files, under a name that everybody can
// foresee, and asks nobody whose folder it is. Whoever made it first decides what these commands run. Without its cache each
// start transpiles anew. Besides, it looks into the modules of packages as well: commands that load Pulumi's SDK took a fifth
// to a quarter more processor time (`access check` 3.8 s, here 3.1 s; 103 MB of memory for the others, here 138 MB).
require("ts-node").register({ transpileOnly: true, transpiler: require.resolve("./transpiler.cjs") });
