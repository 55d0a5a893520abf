export { FIFO } from './fifo';
