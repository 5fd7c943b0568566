declare global {
	namespace App {
		interface PageState {
			/** The turn to show when a chat is opened from a search hit. */
			message?: string;
		}
	}
}

export {};
