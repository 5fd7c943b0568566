export { ApiError, configure, fault, sentence } from './client';
export { api } from './routes';
export { ChangesPoller } from './changes';
export { readEvents, writeCursor, type Cursor, type Cursors, type Hearing } from './events';
export { inPieces, upload, PIECE_BYTES } from './upload';
export { uuid } from './uuid';
export type * from './types';
