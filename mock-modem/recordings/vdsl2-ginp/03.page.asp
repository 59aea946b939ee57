var DSLCfg = new Array(new stDsl("InternetGatewayDevice.WANDevice.1.WANDSLInterfaceConfig","Up","VDSL2","","9421","51870","0","0","9708","53474","0","191","66","129","66","129","Unknown Mode"),null);
var DSLStats = new Array(new stStats("InternetGatewayDevice.WANDevice.1.WANDSLInterfaceConfig.Stats.Showtime","90","4294967290","222","111","0","0","32","0","18","0","0","0"),null);
var DslUpTime = "0";
var time = 0;