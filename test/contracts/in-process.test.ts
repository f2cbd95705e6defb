import { inProcessDocuments } from '../support/dynamodb/engine.ts';
import { storeContracts } from './stores.ts';

storeContracts(inProcessDocuments());
