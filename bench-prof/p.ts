import { contestants } from '../bench/contestants.js';
import { crowd } from '../bench/crowd.js';
import { subscribingAndLeaving, listeningAndLeaving, cycle } from '../bench/subjects.js';
import { Observable } from 'rxjs';
import { receive } from '../bench/received.js';
const change = crowd(contestants.named);
const works: any = {
 plain: listeningAndLeaving(true), plainF: listeningAndLeaving(false),
 first: subscribingAndLeaving(contestants.named, true), further: subscribingAndLeaving(contestants.named, false),
 propFirst: subscribingAndLeaving(contestants.properties, true), propFurther: subscribingAndLeaving(contestants.properties, false),
 bare: (n: number) => cycle(new Observable<number>((s) => { s.next(1); return () => { receive(1); }; }), 4 * n),
 bareObj: (n: number) => cycle(new Observable<number>((s) => { s.add({unsubscribe(){receive(1)}}); s.next(1);  }), 4 * n),
};
const only = process.env.ONLY;
const best: any = {};
for (let r = 0; r < (only ? 3000 : 300); r++) {
  change();
  for (const k of only ? [only] : Object.keys(works)) { const t = performance.now(); works[k](1000); const d = (performance.now() - t) * 1e6 / 4000; (best[k] ??= []).push(d); }
}
for (const k in best) { best[k].sort((a: number,b: number)=>a-b); console.log(k.padEnd(12), best[k][0].toFixed(1), best[k][best[k].length>>1].toFixed(1)); }
