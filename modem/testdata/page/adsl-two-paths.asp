var DSLCfg = new Array(new stDsl("InternetGatewayDevice.WANDevice.1.WANDSLInterfaceConfig","Up","ADSL_2plus","Fast","1024","17312","96","688","1108","18944","92","71","187","341","121","189","Unknown Mode"),null);
var DSLStats = new Array(new stStats("InternetGatewayDevice.WANDevice.1.WANDSLInterfaceConfig.Stats.Showtime","3","41","512","17","4294967000","2204","1","2","3","4","300","6"),null);
var DslUpTime = "0";
var time = 0;
