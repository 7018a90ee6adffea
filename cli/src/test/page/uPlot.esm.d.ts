/** The charts; what the page uses of them is checked by its use. */
declare const uPlot: any;
export default uPlot;
