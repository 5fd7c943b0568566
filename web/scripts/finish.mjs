// After `vite build`: the page's policy is `script-src 'self'`, so the inline start becomes boot.HASH.js beside index.html,
// together with what must run before the first paint; then every text file is compressed once and for all.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { transformWithOxc } from 'vite';

const web = join(dirname(fileURLToPath(import.meta.url)), '..');
const out = join(web, 'build');

/**
 * @param {string} text
 * @param {string | RegExp} pattern
 * @param {string} replacement
 */
function replaced(text, pattern, replacement) {
	const result = text.replace(pattern, replacement);
	if (result === text) throw new Error(`SvelteKit's page no longer holds ${pattern}: adapt scripts/finish.mjs`);
	return result;
}

async function moveInlineScript() {
	const file = join(out, 'index.html');
	let html = readFileSync(file, 'utf8');
	const inline = /<script>([\s\S]*?)<\/script>/.exec(html);
	if (!inline?.[1]) throw new Error('index.html holds no inline script: adapt scripts/finish.mjs');
	let start = replaced(inline[1], 'document.currentScript.parentElement', 'null');
	start = replaced(start, 'kit.start(app, element)', 'kit.start(app, document.body)');
	start = replaced(start, /import\("\/_app\//g, 'import("./_app/');
	// The modules may be in the cache and run before the body is there.
	start = replaced(
		start,
		'Promise.all([',
		"Promise.all([new Promise((ready) => document.readyState === 'loading' ? addEventListener('DOMContentLoaded', ready) : ready()),"
	);
	start = replaced(start, '.then(([kit, app])', '.then(([, kit, app])');
	const { code } = await transformWithOxc(readFileSync(join(web, 'src/paint.js'), 'utf8') + start, 'boot.js');
	const name = `boot.${createHash('sha256').update(code).digest('hex').slice(0, 8)}.js`;
	writeFileSync(join(out, name), code);
	html = html.replace(inline[0], '').replaceAll('"/', '"./');
	html = replaced(html, '</title>', `</title>\n\t\t<script src="./${name}"></script>`);
	if (/<script(?! src=)/.test(html) || / style=/.test(html)) throw new Error('index.html would break the content security policy');
	writeFileSync(file, html.replace(/\n\s*\n+/g, '\n'));
}

function compress() {
	const text = new Set(['.html', '.js', '.css', '.svg', '.json', '.txt', '.webmanifest', '.wasm', '.ttf']);
	for (const entry of readdirSync(out, { recursive: true, withFileTypes: true })) {
		const file = join(entry.parentPath, entry.name);
		if (!entry.isFile() || !text.has(extname(file)) || statSync(file).size < 400) continue;
		const bytes = readFileSync(file);
		const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } };
		writeFileSync(`${file}.br`, brotliCompressSync(bytes, brotli));
		writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
	}
}

await moveInlineScript();
compress();
