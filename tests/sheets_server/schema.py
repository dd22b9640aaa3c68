"""The messages of the Sheets API v4 that this server knows, by JSON name.

`SHAPES[message][field]` is a type: `int`, `num`, `bool`, `str`, `any`, another message, one of `ENUMS`
or `mask` (a field mask); `[]` after it means a list. Source: the REST reference of Google Sheets API v4.
"""

import re

_TEXT = """
GridRange: sheetId:int startRowIndex:int endRowIndex:int startColumnIndex:int endColumnIndex:int
GridCoordinate: sheetId:int rowIndex:int columnIndex:int
DimensionRange: sheetId:int dimension:Dimension startIndex:int endIndex:int
Color: red:num green:num blue:num alpha:num
ColorStyle: rgbColor:Color themeColor:str
NumberFormat: type:NumberFormatType pattern:str
Border: style:BorderStyle width:int color:Color colorStyle:ColorStyle
Borders: top:Border bottom:Border left:Border right:Border
Padding: top:int right:int bottom:int left:int
Link: uri:str
TextFormat: foregroundColor:Color foregroundColorStyle:ColorStyle fontFamily:str fontSize:int bold:bool italic:bool
  strikethrough:bool underline:bool link:Link
TextRotation: angle:int vertical:bool
CellFormat: numberFormat:NumberFormat backgroundColor:Color backgroundColorStyle:ColorStyle borders:Borders
  padding:Padding horizontalAlignment:HorizontalAlign verticalAlignment:VerticalAlign wrapStrategy:WrapStrategy
  textDirection:TextDirection textFormat:TextFormat hyperlinkDisplayType:HyperlinkDisplayType textRotation:TextRotation
ErrorValue: type:ErrorType message:str
ExtendedValue: numberValue:num stringValue:str boolValue:bool formulaValue:str errorValue:ErrorValue
TextFormatRun: startIndex:int format:TextFormat
ConditionValue: relativeDate:RelativeDate userEnteredValue:str
BooleanCondition: type:ConditionType values:ConditionValue[]
DataValidationRule: condition:BooleanCondition inputMessage:str strict:bool showCustomUi:bool
ChipRun: startIndex:int chip:any
CellData: userEnteredValue:ExtendedValue effectiveValue:ExtendedValue formattedValue:str userEnteredFormat:CellFormat
  effectiveFormat:CellFormat hyperlink:str note:str textFormatRuns:TextFormatRun[] dataValidation:DataValidationRule
  pivotTable:any dataSourceTable:any dataSourceFormula:any chipRuns:ChipRun[]
RowData: values:CellData[]
DimensionProperties: hiddenByFilter:bool hiddenByUser:bool pixelSize:int developerMetadata:DeveloperMetadata[]
  dataSourceColumnReference:any
GridData: startRow:int startColumn:int rowData:RowData[] rowMetadata:DimensionProperties[]
  columnMetadata:DimensionProperties[]
GridProperties: rowCount:int columnCount:int frozenRowCount:int frozenColumnCount:int hideGridlines:bool
  rowGroupControlAfter:bool columnGroupControlAfter:bool
SheetProperties: sheetId:int title:str index:int sheetType:SheetType gridProperties:GridProperties hidden:bool
  tabColor:Color tabColorStyle:ColorStyle rightToLeft:bool dataSourceSheetProperties:any
InterpolationPoint: color:Color colorStyle:ColorStyle type:InterpolationPointType value:str
GradientRule: minpoint:InterpolationPoint midpoint:InterpolationPoint maxpoint:InterpolationPoint
BooleanRule: condition:BooleanCondition format:CellFormat
ConditionalFormatRule: ranges:GridRange[] booleanRule:BooleanRule gradientRule:GradientRule
SortSpec: dimensionIndex:int sortOrder:SortOrder foregroundColor:Color foregroundColorStyle:ColorStyle
  backgroundColor:Color backgroundColorStyle:ColorStyle dataSourceColumnReference:any
FilterCriteria: hiddenValues:str[] condition:BooleanCondition visibleBackgroundColor:Color
  visibleBackgroundColorStyle:ColorStyle visibleForegroundColor:Color visibleForegroundColorStyle:ColorStyle
FilterSpec: columnIndex:int filterCriteria:FilterCriteria dataSourceColumnReference:any
FilterView: filterViewId:int title:str range:GridRange namedRangeId:str tableId:str sortSpecs:SortSpec[] criteria:any
  filterSpecs:FilterSpec[]
BasicFilter: range:GridRange tableId:str sortSpecs:SortSpec[] criteria:any filterSpecs:FilterSpec[]
Editors: users:str[] groups:str[] domainUsersCanEdit:bool
ProtectedRange: protectedRangeId:int range:GridRange namedRangeId:str tableId:str description:str warningOnly:bool
  requestingUserCanEdit:bool unprotectedRanges:GridRange[] editors:Editors
NamedRange: namedRangeId:str name:str range:GridRange
BandingProperties: headerColor:Color headerColorStyle:ColorStyle firstBandColor:Color firstBandColorStyle:ColorStyle
  secondBandColor:Color secondBandColorStyle:ColorStyle footerColor:Color footerColorStyle:ColorStyle
BandedRange: bandedRangeId:int bandedRangeReference:str range:GridRange rowProperties:BandingProperties
  columnProperties:BandingProperties
DimensionGroup: range:DimensionRange depth:int collapsed:bool
DeveloperMetadataLocation: locationType:DeveloperMetadataLocationType spreadsheet:bool sheetId:int
  dimensionRange:DimensionRange
DeveloperMetadata: metadataId:int metadataKey:str metadataValue:str location:DeveloperMetadataLocation
  visibility:DeveloperMetadataVisibility
DeveloperMetadataLookup: locationType:DeveloperMetadataLocationType metadataLocation:DeveloperMetadataLocation
  locationMatchingStrategy:LocationMatchingStrategy metadataId:int metadataKey:str metadataValue:str
  visibility:DeveloperMetadataVisibility
DataFilter: developerMetadataLookup:DeveloperMetadataLookup a1Range:str gridRange:GridRange
Sheet: properties:SheetProperties data:GridData[] merges:GridRange[] conditionalFormats:ConditionalFormatRule[]
  filterViews:FilterView[] protectedRanges:ProtectedRange[] basicFilter:BasicFilter charts:any[]
  bandedRanges:BandedRange[] developerMetadata:DeveloperMetadata[] rowGroups:DimensionGroup[]
  columnGroups:DimensionGroup[] slicers:any[] tables:any[]
IterativeCalculationSettings: maxIterations:int convergenceThreshold:num
ThemeColorPair: colorType:str color:ColorStyle
SpreadsheetTheme: primaryFontFamily:str themeColors:ThemeColorPair[]
SpreadsheetProperties: title:str locale:str autoRecalc:RecalculationInterval timeZone:str defaultFormat:CellFormat
  iterativeCalculationSettings:IterativeCalculationSettings spreadsheetTheme:SpreadsheetTheme
  importFunctionsExternalUrlAccessAllowed:bool
Spreadsheet: spreadsheetId:str properties:SpreadsheetProperties sheets:Sheet[] namedRanges:NamedRange[]
  spreadsheetUrl:str developerMetadata:DeveloperMetadata[] dataSources:any[] dataSourceSchedules:any[]

ValueRange: range:str majorDimension:Dimension values:ListValue[]
ListValue:
BatchUpdateValuesRequest: valueInputOption:ValueInputOption data:ValueRange[] includeValuesInResponse:bool
  responseValueRenderOption:ValueRenderOption responseDateTimeRenderOption:DateTimeRenderOption
BatchClearValuesRequest: ranges:str[]
ClearValuesRequest:
DataFilterValueRange: dataFilter:DataFilter majorDimension:Dimension values:ListValue[]
BatchGetValuesByDataFilterRequest: dataFilters:DataFilter[] majorDimension:Dimension
  valueRenderOption:ValueRenderOption dateTimeRenderOption:DateTimeRenderOption
BatchUpdateValuesByDataFilterRequest: valueInputOption:ValueInputOption data:DataFilterValueRange[]
  includeValuesInResponse:bool responseValueRenderOption:ValueRenderOption
  responseDateTimeRenderOption:DateTimeRenderOption
BatchClearValuesByDataFilterRequest: dataFilters:DataFilter[]
GetSpreadsheetByDataFilterRequest: dataFilters:DataFilter[] includeGridData:bool excludeTablesInBandedRanges:bool
SearchDeveloperMetadataRequest: dataFilters:DataFilter[]
CopySheetToAnotherSpreadsheetRequest: destinationSpreadsheetId:str

UpdateValuesResponse: spreadsheetId:str updatedRange:str updatedRows:int updatedColumns:int updatedCells:int
  updatedData:ValueRange
AppendValuesResponse: spreadsheetId:str tableRange:str updates:UpdateValuesResponse
BatchGetValuesResponse: spreadsheetId:str valueRanges:ValueRange[]
BatchUpdateValuesResponse: spreadsheetId:str totalUpdatedRows:int totalUpdatedColumns:int totalUpdatedCells:int
  totalUpdatedSheets:int responses:UpdateValuesResponse[]
ClearValuesResponse: spreadsheetId:str clearedRange:str
BatchClearValuesResponse: spreadsheetId:str clearedRanges:str[]
MatchedValueRange: valueRange:ValueRange dataFilters:DataFilter[]
BatchGetValuesByDataFilterResponse: spreadsheetId:str valueRanges:MatchedValueRange[]
BatchUpdateValuesByDataFilterResponse: spreadsheetId:str totalUpdatedRows:int totalUpdatedColumns:int
  totalUpdatedCells:int totalUpdatedSheets:int responses:any[]
BatchUpdateSpreadsheetResponse: spreadsheetId:str replies:any[] updatedSpreadsheet:Spreadsheet
MatchedDeveloperMetadata: developerMetadata:DeveloperMetadata dataFilters:DataFilter[]
SearchDeveloperMetadataResponse: matchedDeveloperMetadata:MatchedDeveloperMetadata[]

BatchUpdateSpreadsheetRequest: requests:Request[] includeSpreadsheetInResponse:bool responseRanges:str[]
  responseIncludeGridData:bool
UpdateSpreadsheetPropertiesRequest: properties:SpreadsheetProperties fields:mask
UpdateSheetPropertiesRequest: properties:SheetProperties fields:mask
UpdateDimensionPropertiesRequest: range:DimensionRange dataSourceSheetRange:any properties:DimensionProperties fields:mask
UpdateNamedRangeRequest: namedRange:NamedRange fields:mask
RepeatCellRequest: range:GridRange cell:CellData fields:mask
AddNamedRangeRequest: namedRange:NamedRange
DeleteNamedRangeRequest: namedRangeId:str
AddSheetRequest: properties:SheetProperties
DeleteSheetRequest: sheetId:int
AutoFillRequest: range:GridRange sourceAndDestination:SourceAndDestination useAlternateSeries:bool
SourceAndDestination: source:GridRange dimension:Dimension fillLength:int
CutPasteRequest: source:GridRange destination:GridCoordinate pasteType:PasteType
CopyPasteRequest: source:GridRange destination:GridRange pasteType:PasteType pasteOrientation:PasteOrientation
MergeCellsRequest: range:GridRange mergeType:MergeType
UnmergeCellsRequest: range:GridRange
UpdateBordersRequest: range:GridRange top:Border bottom:Border left:Border right:Border innerHorizontal:Border
  innerVertical:Border
UpdateCellsRequest: rows:RowData[] fields:mask start:GridCoordinate range:GridRange
AddFilterViewRequest: filter:FilterView
AppendCellsRequest: sheetId:int rows:RowData[] fields:mask tableId:str
ClearBasicFilterRequest: sheetId:int tableId:str
DeleteDimensionRequest: range:DimensionRange
DeleteFilterViewRequest: filterId:int
DuplicateFilterViewRequest: filterId:int
DuplicateSheetRequest: sourceSheetId:int insertSheetIndex:int newSheetId:int newSheetName:str
FindReplaceRequest: find:str replacement:str range:GridRange sheetId:int allSheets:bool matchCase:bool
  matchEntireCell:bool searchByRegex:bool includeFormulas:bool
InsertDimensionRequest: range:DimensionRange inheritFromBefore:bool
InsertRangeRequest: range:GridRange shiftDimension:Dimension
MoveDimensionRequest: source:DimensionRange destinationIndex:int
PasteDataRequest: coordinate:GridCoordinate data:str type:PasteType delimiter:str html:bool
TextToColumnsRequest: source:GridRange delimiter:str delimiterType:DelimiterType
UpdateFilterViewRequest: filter:FilterView fields:mask
DeleteRangeRequest: range:GridRange shiftDimension:Dimension
AppendDimensionRequest: sheetId:int dimension:Dimension length:int
AddConditionalFormatRuleRequest: rule:ConditionalFormatRule index:int
UpdateConditionalFormatRuleRequest: rule:ConditionalFormatRule newIndex:int sheetId:int index:int
DeleteConditionalFormatRuleRequest: sheetId:int index:int
SortRangeRequest: range:GridRange sortSpecs:SortSpec[]
SetDataValidationRequest: range:GridRange rule:DataValidationRule filteredRowsIncluded:bool
SetBasicFilterRequest: filter:BasicFilter
AddProtectedRangeRequest: protectedRange:ProtectedRange
UpdateProtectedRangeRequest: protectedRange:ProtectedRange fields:mask
DeleteProtectedRangeRequest: protectedRangeId:int
AutoResizeDimensionsRequest: dimensions:DimensionRange dataSourceSheetDimensions:any
AddBandingRequest: bandedRange:BandedRange
UpdateBandingRequest: bandedRange:BandedRange fields:mask
DeleteBandingRequest: bandedRangeId:int
CreateDeveloperMetadataRequest: developerMetadata:DeveloperMetadata
UpdateDeveloperMetadataRequest: dataFilters:DataFilter[] developerMetadata:DeveloperMetadata fields:mask
DeleteDeveloperMetadataRequest: dataFilter:DataFilter
RandomizeRangeRequest: range:GridRange
AddDimensionGroupRequest: range:DimensionRange
DeleteDimensionGroupRequest: range:DimensionRange
UpdateDimensionGroupRequest: dimensionGroup:DimensionGroup fields:mask
TrimWhitespaceRequest: range:GridRange
DeleteDuplicatesRequest: range:GridRange comparisonColumns:DimensionRange[]
"""

_ENUM_TEXT = """
Dimension: ROWS COLUMNS
ValueInputOption: RAW USER_ENTERED
ValueRenderOption: FORMATTED_VALUE UNFORMATTED_VALUE FORMULA
DateTimeRenderOption: SERIAL_NUMBER FORMATTED_STRING
InsertDataOption: OVERWRITE INSERT_ROWS
NumberFormatType: TEXT NUMBER PERCENT CURRENCY DATE TIME DATE_TIME SCIENTIFIC
BorderStyle: NONE DOTTED DASHED SOLID SOLID_MEDIUM SOLID_THICK DOUBLE
HorizontalAlign: LEFT CENTER RIGHT
VerticalAlign: TOP MIDDLE BOTTOM
WrapStrategy: OVERFLOW_CELL LEGACY_WRAP CLIP WRAP
TextDirection: LEFT_TO_RIGHT RIGHT_TO_LEFT
HyperlinkDisplayType: LINKED PLAIN_TEXT
ErrorType: ERROR NULL_VALUE DIVIDE_BY_ZERO VALUE REF NAME NUM N_A LOADING
RelativeDate: PAST_YEAR PAST_MONTH PAST_WEEK YESTERDAY TODAY TOMORROW
ConditionType: NUMBER_GREATER NUMBER_GREATER_THAN_EQ NUMBER_LESS NUMBER_LESS_THAN_EQ NUMBER_EQ NUMBER_NOT_EQ
  NUMBER_BETWEEN NUMBER_NOT_BETWEEN TEXT_CONTAINS TEXT_NOT_CONTAINS TEXT_STARTS_WITH TEXT_ENDS_WITH TEXT_EQ
  TEXT_IS_EMAIL TEXT_IS_URL DATE_EQ DATE_BEFORE DATE_AFTER DATE_ON_OR_BEFORE DATE_ON_OR_AFTER DATE_BETWEEN
  DATE_NOT_BETWEEN DATE_IS_VALID ONE_OF_RANGE ONE_OF_LIST BLANK NOT_BLANK CUSTOM_FORMULA BOOLEAN TEXT_NOT_EQ
  DATE_NOT_EQ FILTER_EXPRESSION
SheetType: GRID OBJECT DATA_SOURCE
InterpolationPointType: MIN MAX NUMBER PERCENT PERCENTILE
SortOrder: ASCENDING DESCENDING
DeveloperMetadataLocationType: ROW COLUMN SHEET SPREADSHEET
DeveloperMetadataVisibility: DOCUMENT PROJECT
LocationMatchingStrategy: EXACT_LOCATION INTERSECTING_LOCATION
RecalculationInterval: ON_CHANGE MINUTE HOUR
PasteType: PASTE_NORMAL PASTE_VALUES PASTE_FORMAT PASTE_NO_BORDERS PASTE_FORMULA PASTE_DATA_VALIDATION
  PASTE_CONDITIONAL_FORMATTING
PasteOrientation: NORMAL TRANSPOSE
MergeType: MERGE_ALL MERGE_COLUMNS MERGE_ROWS
DelimiterType: COMMA SEMICOLON PERIOD SPACE CUSTOM AUTODETECT
"""
# The value 0 of an enum: written in a body it is as good as nothing.
_UNSET = re.compile(r"(?:^|_)UNSPECIFIED$")


def _entries(text: str) -> dict[str, list[str]]:
    joined = text.replace("\n  ", " ")
    lines = [line.split(":", 1) for line in joined.splitlines() if line]
    return {name: rest.split() for name, rest in lines}


SHAPES: dict[str, dict[str, str]] = {
    name: dict(field.split(":") for field in fields) for name, fields in _entries(_TEXT).items()
}
ENUMS: dict[str, list[str]] = _entries(_ENUM_TEXT)
# Kinds that Google has and this server has not.
UNSUPPORTED = frozenset(
    [
        "addChart",
        "updateChartSpec",
        "updateEmbeddedObjectPosition",
        "updateEmbeddedObjectBorder",
        "deleteEmbeddedObject",
        "addSlicer",
        "updateSlicerSpec",
        "addTable",
        "updateTable",
        "deleteTable",
        "addDataSource",
        "updateDataSource",
        "deleteDataSource",
        "refreshDataSource",
        "cancelDataSourceRefresh",
    ]
)
SHAPES["Request"] = (
    dict.fromkeys(UNSUPPORTED, "any")
    | {
        name[0].lower() + name.removesuffix("Request")[1:]: name
        for name in SHAPES
        if name.endswith("Request")
        and not name.startswith(("Batch", "Get", "Search", "Copy", "ClearValues"))
    }
    | {"copyPaste": "CopyPasteRequest"}
)


def is_unset(enum_value: str) -> bool:
    """Whether an enum's value says that there is none."""
    return bool(_UNSET.search(enum_value))
