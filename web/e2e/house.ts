import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request, type APIRequestContext } from '@playwright/test';

export const PASSWORD = 'a long-Enough pass phrase';
const STARTING_MS = 60_000;

/** The real server, from its jar, on a free port and a data folder of its own. */
export class House {
	#process: ChildProcess | null = null;
	#admin: APIRequestContext | null = null;
	#people = 0;
	readonly data = mkdtempSync(join(tmpdir(), 'hearth-e2e-'));

	private constructor(
		readonly port: number,
		readonly env: Record<string, string>
	) {}

	/** A house with its variables; with `founder` it has an administrator and lets others in. */
	static async open(env: Record<string, string> = {}, founder = true): Promise<House> {
		const own = {
			ENABLE_TITLE_GENERATION: 'false',
			...(founder
				? {
						HEARTH_ADMIN_EMAIL: 'founder@example.org',
						HEARTH_ADMIN_NAME: 'Founder',
						HEARTH_ADMIN_PASSWORD: PASSWORD,
						ENABLE_SIGNUP: 'true'
					}
				: {})
		};
		const house = new House(await freePort(), { ...own, ...env });
		await house.start();
		return house;
	}

	get url(): string {
		return `http://127.0.0.1:${this.port}/`;
	}

	async start(): Promise<void> {
		const jar = process.env.HEARTH_JAR ?? join(import.meta.dirname, '../../target/hearth.jar');
		if (!existsSync(jar)) throw new Error(`There is no ${jar}: run ./hearth build, or name the jar in HEARTH_JAR`);
		const java = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin/java') : 'java';
		const flags = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '--enable-native-access=ALL-UNNAMED'];
		const log = createWriteStream(join(this.data, 'house.log'), { flags: 'a' });
		const { PATH, HOME, LANG } = process.env;
		const own = { HEARTH_DATA: join(this.data, 'data'), HOST: '127.0.0.1', PORT: String(this.port) };
		const child = spawn(java, [...flags, '-jar', jar], {
			cwd: this.data,
			env: { PATH, HOME, LANG, ...own, ...this.env },
			stdio: ['ignore', 'pipe', 'pipe']
		});
		this.#process = child;
		// whoever interrupts the tests leaves no server behind
		const end = () => void child.kill('SIGKILL');
		process.once('exit', end);
		child.once('exit', () => process.off('exit', end));
		child.stdout.pipe(log);
		child.stderr.pipe(log);
		const probe = await request.newContext();
		const began = Date.now();
		for (;;) {
			const up = await probe.get(`${this.url}health`, { timeout: 2000 }).then(
				(answer) => answer.ok(),
				() => false
			);
			if (up) break;
			if (child.exitCode !== null || Date.now() - began > STARTING_MS)
				throw new Error(`The house did not come up: ${this.data}/house.log`);
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
		await probe.dispose();
	}

	/** As the power goes: no handler runs. */
	kill(): Promise<void> {
		return this.#end('SIGKILL');
	}

	async close(): Promise<void> {
		await this.#admin?.dispose();
		await this.#end('SIGTERM');
		if (!process.env.HEARTH_KEEP) rmSync(this.data, { recursive: true, force: true });
	}

	/** A new account that may use the house, signed in; its cookies are the session. */
	async person(name = 'Ada'): Promise<{ email: string; api: APIRequestContext }> {
		const email = `person${++this.#people}@example.org`;
		this.#admin ??= await this.signedIn('founder@example.org');
		const made = await this.#admin.post('api/admin/users', { data: { name, email, password: PASSWORD, role: 'user' } });
		if (!made.ok()) throw new Error(`No account: ${await made.text()}`);
		return { email, api: await this.signedIn(email) };
	}

	async signedIn(email: string): Promise<APIRequestContext> {
		const api = await request.newContext({
			baseURL: this.url,
			extraHTTPHeaders: { Origin: this.url.slice(0, -1), 'X-Hearth': '1' }
		});
		const answer = await api.post('api/auth/sign-in', { data: { email, password: PASSWORD } });
		if (!answer.ok()) throw new Error(`Not signed in: ${await answer.text()}`);
		return api;
	}

	async #end(signal: NodeJS.Signals): Promise<void> {
		const child = this.#process;
		if (!child || child.exitCode !== null || child.signalCode !== null) return;
		const gone = new Promise((resolve) => child.once('exit', resolve));
		child.kill(signal);
		await gone;
	}
}

export function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const server = createServer().once('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			server.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))));
		});
	});
}
