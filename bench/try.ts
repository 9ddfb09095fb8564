import { clairvoyant } from "./clairvoyant.js";
import { contenders } from "./contenders.js";
import { measure, type Result } from "./measure.js";
import { workloads } from "./workloads.js";
const [pattern = "", which = "", seeds = "1"] = process.argv.slice(2);
for (const workload of workloads.filter(({ name }) => name.includes(pattern))) {
  for (const contender of contenders.filter(({ name }) => name.includes(which))) {
    const rs: Result[] = [];
    let fl = 0;
    const t = process.hrtime.bigint();
    for (let seed = 1; seed <= Number(seeds); seed++) {
      const r = await measure(workload, contender, seed);
      fl += clairvoyant(r.endsMs, workload).meanLatenessMs;
      rs.push(r);
    }
    const real = Number(process.hrtime.bigint() - t) / 1e9;
    const a = (f: (r: Result) => number): string => (rs.reduce((x, r) => x + f(r), 0) / rs.length).toFixed(2);
    console.log(
      workload.name,
      "|",
      contender.name,
      "| req",
      a((r) => r.requestsPerOperation),
      "thr%",
      a((r) => 100 * r.throttledShare),
      "mean",
      a((r) => r.meanLatenessMs / 1000),
      "p95",
      a((r) => r.p95LatenessMs / 1000),
      "max",
      a((r) => r.maxLatenessMs / 1000),
      "mk",
      a((r) => r.makespanMs / 1000),
      "lost",
      a((r) => r.lost),
      "floor",
      (fl / rs.length / 1000).toFixed(2),
      "real",
      real.toFixed(1),
    );
  }
}
