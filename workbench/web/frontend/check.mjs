// Builds anew beside the files that are kept and compares every byte; exits with 1 and names what differs.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const kept = path.resolve(process.argv[2] ?? "../static/vendor");
const fresh = mkdtempSync(path.join(tmpdir(), "sqn-frontend-"));
try {
  execFileSync(process.execPath, ["build.mjs", fresh], { stdio: ["ignore", "ignore", "inherit"] });
  const names = new Set([...readdirSync(kept), ...readdirSync(fresh)]);
  const same = (name) => {
    try {
      return readFileSync(path.join(kept, name)).equals(readFileSync(path.join(fresh, name)));
    } catch {
      return false;
    }
  };
  const differ = [...names].filter((name) => !same(name)).sort();
  if (differ.length) {
    console.error(`not as built from the lock file: ${differ.join(", ")}; \`npm run build\` writes them`);
    process.exitCode = 1;
  } else console.log(`${names.size} files are as built from the lock file`);
} finally {
  rmSync(fresh, { recursive: true, force: true });
}
