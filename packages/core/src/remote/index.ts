// What else asks servers that pages name, and shows their addresses to people.
export { masked, maskedDeep } from './masked.ts'
export { checkedLookup, isPrivateHost, isReserved, refusePrivate } from './private-address.ts'
