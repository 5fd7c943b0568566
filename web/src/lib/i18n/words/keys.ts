import type { Words } from '../words';

export const en = {
	'keys.title': 'Keyboard shortcuts',
	'keys.anywhere': 'Anywhere',
	'keys.inChat': 'In a chat',
	'keys.writing': 'While writing',
	'keys.search': 'Search chats',
	'keys.newChat': 'New chat',
	'keys.sidebar': 'Show or hide the sidebar',
	'keys.before': 'The chat above',
	'keys.after': 'The chat below',
	'keys.settings': 'Settings',
	'keys.help': 'This list',
	'keys.write': 'To the message field',
	'keys.copyAnswer': 'Copy the last answer',
	'keys.copyCode': 'Copy the last code block',
	'keys.send': 'Send',
	'keys.line': 'New line',
	'keys.stop': 'Stop the answer',
	'keys.page': 'Scroll by a page'
} as const;

export const zh: Words<typeof en> = {
	'keys.title': '键盘快捷键',
	'keys.anywhere': '任何位置',
	'keys.inChat': '对话中',
	'keys.writing': '输入时',
	'keys.search': '搜索对话',
	'keys.newChat': '新对话',
	'keys.sidebar': '显示或隐藏侧边栏',
	'keys.before': '上一个对话',
	'keys.after': '下一个对话',
	'keys.settings': '设置',
	'keys.help': '快捷键列表',
	'keys.write': '回到输入框',
	'keys.copyAnswer': '复制最后一条回答',
	'keys.copyCode': '复制最后一段代码',
	'keys.send': '发送',
	'keys.line': '换行',
	'keys.stop': '停止回答',
	'keys.page': '翻页'
};
