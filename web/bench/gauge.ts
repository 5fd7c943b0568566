import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CDPSession, Page } from '@playwright/test';

/** What a stretch of the page's life cost. Times in milliseconds. */
export interface Course {
	ms: number;
	/** Tasks of the page's thread over 50 ms by the clock, and by the processor time they took, which a busy machine does not lengthen. */
	long: number;
	longest: number;
	longOwn: number;
	longestOwn: number;
	/** Processor time of the page's thread. */
	own: number;
	frameP95: number;
	slowFrames: number;
	nodes: number;
	heapMiB: number;
}

const LONG_MS = 50;
const TRACED = ['-*', 'disabled-by-default-devtools.timeline', 'toplevel', '__metadata'];
/** Who did what, and what made styles and layout be worked out again. */
const PROFILED = [
	'devtools.timeline',
	'disabled-by-default-v8.cpu_profiler',
	'disabled-by-default-devtools.timeline.invalidationTracking',
	'disabled-by-default-devtools.timeline.stack'
];

/** Watches a page: its frames from the inside, its thread's tasks by a trace, its nodes and heap by asking now and then. */
export class Gauge {
	#client: CDPSession;
	#nodes = 0;
	#heap = 0;

	private constructor(
		readonly page: Page,
		client: CDPSession
	) {
		this.#client = client;
	}

	static async of(page: Page): Promise<Gauge> {
		const client = await page.context().newCDPSession(page);
		await client.send('Performance.enable');
		return new Gauge(page, client);
	}

	/** Runs `deed` and tells what it cost. With HEARTH_BENCH_PROFILE=FOLDER its trace is left there as NAME.json, with a profile of the scripts. */
	async course(name: string, deed: () => Promise<unknown>): Promise<Course> {
		const { page } = this;
		const folder = process.env.HEARTH_BENCH_PROFILE;
		const browser = page.context().browser();
		if (!browser) throw new Error('No browser');
		this.#nodes = this.#heap = 0;
		const categories = folder ? [...TRACED, ...PROFILED] : TRACED;
		await this.#client.send('HeapProfiler.collectGarbage');
		await page.evaluate(watchFrames); // before the trace: the driver's own script would count as a task of 30 ms
		await browser.startTracing(page, { categories });
		const began = Date.now();
		await deed();
		const ms = Date.now() - began;
		await this.look();
		const frames = await page.evaluate(() => (globalThis as unknown as Watched).framesSeen());
		const trace = await browser.stopTracing();
		if (folder) writeFileSync(join(folder, `${name}.json`), trace);
		frames.sort((a, b) => a - b);
		return {
			ms,
			...tasksOf(trace.toString()),
			frameP95: round(frames[Math.ceil(frames.length * 0.95) - 1] ?? 0),
			slowFrames: frames.filter((frame) => frame > LONG_MS).length,
			nodes: this.#nodes,
			heapMiB: this.#heap
		};
	}

	/** Notes how many nodes there are and how large the heap is. */
	async look(): Promise<void> {
		const { metrics } = await this.#client.send('Performance.getMetrics');
		const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? 0;
		this.#nodes = Math.max(this.#nodes, await this.page.evaluate(() => document.querySelectorAll('*').length));
		this.#heap = Math.max(this.#heap, round(of('JSHeapUsedSize') / 1048576));
	}

	/** The line of a deployment document's machine. */
	async slowLine(megabits: number, latency: number): Promise<void> {
		const bytes = (megabits * 1e6) / 8;
		await this.#client.send('Network.enable');
		await this.#client.send('Network.emulateNetworkConditions', {
			offline: false,
			latency,
			downloadThroughput: bytes,
			uploadThroughput: bytes
		});
	}
}

interface Watched {
	framesSeen: () => number[];
}

/** In the page: how long each frame took, until it is asked. */
function watchFrames(): void {
	const frames: number[] = [];
	let last = 0;
	let over = false;
	const frame = (now: number) => {
		if (last) frames.push(now - last);
		last = now;
		if (!over) requestAnimationFrame(frame);
	};
	requestAnimationFrame(frame);
	(globalThis as unknown as Watched).framesSeen = () => {
		over = true;
		return frames;
	};
}

interface Traced {
	name: string;
	cat: string;
	ph: string;
	pid: number;
	tid: number;
	dur?: number;
	tdur?: number;
	args: { name?: string };
}

/** The tasks of the busiest page's main thread. */
function tasksOf(trace: string): Pick<Course, 'long' | 'longest' | 'longOwn' | 'longestOwn' | 'own'> {
	const { traceEvents } = JSON.parse(trace) as { traceEvents: Traced[] };
	const main = new Set(
		traceEvents.filter((e) => e.name === 'thread_name' && e.args.name === 'CrRendererMain').map((e) => `${e.pid}:${e.tid}`)
	);
	const threads = new Map<string, { dur: number; tdur: number }[]>();
	for (const { name, ph, pid, tid, dur = 0, tdur = 0 } of traceEvents) {
		const thread = `${pid}:${tid}`;
		if (name !== 'ThreadControllerImpl::RunTask' || ph !== 'X' || !main.has(thread)) continue;
		threads.set(thread, [...(threads.get(thread) ?? []), { dur: dur / 1000, tdur: tdur / 1000 }]);
	}
	const sum = (tasks: { tdur: number }[]) => tasks.reduce((all, { tdur }) => all + tdur, 0);
	const tasks = [...threads.values()].sort((a, b) => sum(b) - sum(a))[0] ?? [];
	const most = (values: number[]) => round(values.reduce((a, b) => Math.max(a, b), 0));
	return {
		long: tasks.filter(({ dur }) => dur > LONG_MS).length,
		longest: most(tasks.map(({ dur }) => dur)),
		longOwn: tasks.filter(({ tdur }) => tdur > LONG_MS).length,
		longestOwn: most(tasks.map(({ tdur }) => tdur)),
		own: round(sum(tasks))
	};
}

export function round(value: number): number {
	return Math.round(value * 10) / 10;
}
